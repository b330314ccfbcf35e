package org.bandsaw.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordCodecTest {

  private interface Step {}

  private enum Unit implements Step {
    NOTHING,
    ALL {
      @Override
      public String toString() {
        return "everything";
      }
    }
  }

  private record Scale(String column, @Nullable String into, int rows, double by) implements Step {
    private Scale {
      if (rows < 0) {
        throw new IllegalArgumentException("rows must be 0 or above, not " + rows);
      }
    }
  }

  private record Encode(List<String> values, Unit unit, Scale scale, boolean grow, long seed)
      implements Step {}

  private record Chain(List<? extends Step> steps, List<Integer> numbers, @Nullable Step last)
      implements Step {}

  private record Custom(String name, Function<String, String> code) implements Step {}

  private record Narrow(Scale only) {}

  private record NarrowNow(Step only) {}

  private static final Map<String, Class<?>> KINDS =
      Map.of(
          "scale", Scale.class,
          "encode", Encode.class,
          "chain", Chain.class,
          "unit", Unit.class,
          "custom", Custom.class);

  private static final Scale SCALE = new Scale("fare", null, 3, -0.1);
  private static final Encode ENCODE =
      new Encode(List.of("a", "", "ü"), Unit.ALL, SCALE, true, Long.MIN_VALUE);

  private static byte[] encoded(Object value) {
    StateWriter out = new StateWriter();
    RecordCodec.encode(out, value, KINDS);
    return out.toBytes();
  }

  private static Object decoded(byte[] bytes) {
    return RecordCodec.decode(new StateReader(bytes), KINDS);
  }

  @Test
  void decodesEqualRecords() {
    for (Object value :
        List.of(
            SCALE,
            new Scale("fare", "x", 0, Double.NaN),
            ENCODE,
            Unit.NOTHING,
            new Chain(List.of(SCALE, Unit.ALL, ENCODE), List.of(1, 2), null),
            new Chain(List.of(), List.of(), new Chain(List.of(), List.of(), SCALE)))) {
      assertThat(RecordCodec.isEncodable(value, KINDS)).isTrue();
      assertThat(decoded(encoded(value))).isEqualTo(value);
    }
  }

  @Property(tries = 400)
  void encodesEqualDefinitionsAsEqualBytes(
      @ForAll int rows, @ForAll double by, @ForAll boolean grow, @ForAll long seed) {
    Encode one =
        new Encode(List.of("v"), Unit.ALL, new Scale("a", "b", rows & 0xFFFF, by), grow, seed);

    assertThat(encoded(decoded(encoded(one)))).isEqualTo(encoded(one));
  }

  @Test
  void writesNoClassNames() {
    String text = new String(encoded(ENCODE), StandardCharsets.ISO_8859_1);

    assertThat(text).contains("encode", "values").doesNotContain("Encode", "bandsaw", "Scale");
  }

  @Nested
  class Refuses {

    @Test
    void codeAndNamesTheComponent() {
      Chain chain = new Chain(List.of(SCALE, new Custom("mine", s -> s)), List.of(), null);

      assertThat(RecordCodec.isEncodable(chain, KINDS)).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoded(chain))
          .withMessageStartingWith("this definition cannot be saved: component 'steps[1].code': ")
          .withMessageEndingWith(" is of no known kind");
    }

    @Test
    void valuesOfUnknownKinds() {
      assertThat(RecordCodec.isEncodable(new Narrow(SCALE), KINDS)).isFalse();
      assertThat(RecordCodec.isEncodable("text", KINDS)).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoded(new Narrow(SCALE)))
          .withMessage("this definition cannot be saved: Narrow is of no known kind");
    }

    @Test
    void nullWhereItIsNotAllowed() {
      Custom custom = new Custom("mine", s -> s);
      @SuppressWarnings("NullAway") // the wrong value is what is tested
      Encode encode = new Encode(List.of(), Unit.ALL, null, true, 1);

      assertThat(custom.code().apply("a")).isEqualTo("a");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoded(encode))
          .withMessageContaining("component 'scale': it is null, and its type is not @Nullable");
    }

    @Test
    void textThatUtf8CannotRepresent() {
      Scale scale = new Scale(String.valueOf((char) 0xD83D), null, 1, 1);

      assertThat(RecordCodec.isEncodable(scale, KINDS)).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> encoded(scale))
          .withMessageContaining("component 'column': text with a lone surrogate");
    }

    @Test
    void toReadAnUnknownKind() {
      byte[] bytes = encoded(SCALE);

      assertThatThrownBy(() -> RecordCodec.decode(new StateReader(bytes), Map.of()))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageContaining("'scale', which is unknown");
    }

    @Test
    void toReadARecordWhoseComponentsHaveOtherNamesNow() {
      record Scaling(String column, @Nullable String target, int rows, double by) {}
      byte[] bytes = encoded(SCALE);

      assertThat(new Scaling("a", null, 1, 2)).isNotNull();
      assertThatThrownBy(
              () -> RecordCodec.decode(new StateReader(bytes), Map.of("scale", Scaling.class)))
          .isInstanceOf(StateMismatchException.class)
          .hasMessageStartingWith("scale was saved with a component 'into'")
          .hasMessageContaining("now it is 'target'");
    }

    @Test
    void valuesThatAConstructorRefuses() {
      byte[] bytes = encoded(new Scale("fare", null, 77, 1));
      int at = 0;
      while (bytes[at] != 77) {
        at++;
      }
      bytes[at + 3] = (byte) 0x80; // the sign of a little-endian int

      assertThatThrownBy(() -> decoded(bytes))
          .isInstanceOf(StateCorruptException.class)
          .hasMessageStartingWith(
              "scale is refused by its constructor: rows must be 0 or above, not -")
          .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aValueThatDoesNotFitItsComponent() {
      StateWriter out = new StateWriter();
      RecordCodec.encode(
          out, new NarrowNow(Unit.ALL), Map.of("narrow", NarrowNow.class, "unit", Unit.class));

      assertThatThrownBy(
              () ->
                  RecordCodec.decode(
                      new StateReader(out.toBytes()), Map.of("narrow", Narrow.class)))
          .isInstanceOfAny(StateCorruptException.class, StateMismatchException.class);
    }

    @Test
    void damagedBytesUnlessTheyAreAnotherValue() {
      Chain chain = new Chain(List.of(SCALE, Unit.ALL, ENCODE), List.of(1, 2), SCALE);
      byte[] good = encoded(chain);
      for (int i = 0; i < good.length; i++) {
        assertThat(catchThrowable(() -> decoded(Arrays.copyOf(good, good.length - 1))))
            .isInstanceOf(StateCorruptException.class);
        byte[] bad = good.clone();
        bad[i] ^= (byte) 0x81;
        Throwable thrown = catchThrowable(() -> assertThat(decoded(bad)).isNotEqualTo(chain));
        if (thrown != null) {
          assertThat(thrown)
              .as("byte %d", i)
              .isInstanceOfAny(StateCorruptException.class, StateMismatchException.class);
        }
      }
    }
  }

  @Test
  void digestsInHexadecimal() {
    // FIPS 180-2, example B.1
    assertThat(RecordCodec.digest("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
