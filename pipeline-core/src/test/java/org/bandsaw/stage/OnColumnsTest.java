package org.bandsaw.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bandsaw.stage.NumberAssertions.assertNumbers;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.probe.Ticker;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Stages that are applied to all columns of a kind. */
class OnColumnsTest {

  private static final Stage SCALE =
      Stages.onAll(Columns.numbers().except("fare"), Stages.standardScale(Columns.EACH));
  private static final Stage ENCODE =
      Stages.onAll(Columns.texts(), Stages.oneHot(Columns.EACH).droppingInput());

  private static final Schema SCHEMA =
      Schema.of(
          ColumnSpec.real("fare"),
          ColumnSpec.integer("riders"),
          ColumnSpec.text("vendor"),
          ColumnSpec.real("tip"),
          ColumnSpec.bool("night"),
          ColumnSpec.text("zone"));

  private static Chunk trips() {
    return Chunk.of(
        0,
        SCHEMA,
        3,
        DoubleVector.of(7, 8, 9),
        IntVector.wrap(ValueType.INT, new int[] {2, 4, 9}, 3),
        StringVector.of("b", "a", "b"),
        DoubleVector.of(1, 3, 3),
        BooleanVector.wrap(new byte[] {1, 0, 1}, 3),
        StringVector.of("z", "", "y"));
  }

  private static byte[] saved(StageRun run) {
    StateWriter out = new StateWriter();
    run.save(out);
    return out.toBytes();
  }

  @Nested
  class Selectors {

    @Test
    void selectAllDeclaredColumnsOfAKindInTheirOrder() {
      Schema schema = SCHEMA.withDynamic(ColumnSpec.real("vendor__b"), 0);

      assertThat(Columns.numbers().resolve(schema)).containsExactly("fare", "riders", "tip");
      assertThat(Columns.texts().resolve(schema)).containsExactly("vendor", "zone");
      assertThat(Columns.booleans().resolve(schema)).containsExactly("night");
    }

    @Test
    void excludeNamedColumnsWhetherPresentOrNot() {
      Columns some = Columns.numbers().except("tip", "age").except("fare");

      assertThat(some.resolve(SCHEMA)).containsExactly("riders");
      assertThat(some).hasToString("numbers(-tip,-age,-fare)");
      assertThat(Columns.texts()).hasToString("texts");
    }

    @Test
    void selectThosePresentOfAList() {
      Columns some = Columns.ifPresent("tip", "age", "vendor", "night").except("night");

      assertThat(some.resolve(SCHEMA)).containsExactly("vendor", "tip");
      assertThat(some).hasToString("ifPresent(tip,age,vendor)");
    }

    @Test
    void refuseANameGivenTwice() {
      assertThatThrownBy(() -> Columns.texts().except("vendor").except("vendor"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'vendor' is named twice");
    }
  }

  @Test
  void appliesTheTemplateToEachColumn() {
    Chunk made = SCALE.open(SCHEMA).process(trips());

    // riders: 2 alone; (4 - 3)/1; (9 - 5)/sqrt(26/3). tip: 1; (3 - 2)/1; (3 - 7/3)/sqrt(8/9)
    assertNumbers(made, "riders", 0, 1, 4 / Math.sqrt(26 / 3.0));
    assertNumbers(made, "tip", 0, 1, 2 / 3.0 / Math.sqrt(8 / 9.0));
    assertNumbers(made, "fare", 7, 8, 9);
    assertThat(SCALE.name()).isEqualTo("standardScale(*) on numbers(-fare)");
  }

  @Test
  void encodesOneColumnAfterTheOther() {
    Chunk made = ENCODE.open(SCHEMA).process(trips());

    assertThat(made.schema().names())
        .containsExactly(
            "fare", "riders", "tip", "night", "vendor__b", "zone__z", "vendor__a", "zone__y");
    assertNumbers(made, "vendor__b", 1, 0, 1);
    assertNumbers(made, "zone__z", 1, 0, 0);
  }

  @Test
  void passesRowsUnchangedIfNoColumnIsSelected() {
    Stage stage = Stages.onAll(Columns.texts(), Stages.oneHot(Columns.EACH));
    Chunk numbers = Chunk.of(0, Schema.of(ColumnSpec.real("fare")), 2, DoubleVector.of(1, 2));

    assertThat(stage.open(numbers.schema()).process(numbers)).isSameAs(numbers);
  }

  /**
   * A trained pipeline opens stages on all declared columns, some of which are dropped after
   * loading.
   */
  @Test
  void usesTheColumnsItWasTrainedOnIfOpenedOnMore() {
    Chunk fewer = trips().with(SCHEMA.without("tip", "zone"), without(trips(), 3, 5));
    StageRun scaled = SCALE.open(fewer.schema());
    StageRun encoded = ENCODE.open(fewer.schema());
    scaled.process(fewer);
    encoded.process(fewer);

    StageRun scaling = SCALE.open(SCHEMA);
    StageRun encoding = ENCODE.open(SCHEMA);
    scaling.load(new StateReader(saved(scaled)));
    encoding.load(new StateReader(saved(encoded)));

    assertThat(scaling.output().typeOf("tip")).isEqualTo(ValueType.DOUBLE);
    double s = Math.sqrt(26 / 3.0); // of 2, 4 and 9, whose mean is 5
    assertNumbers(scaling.apply(fewer), "riders", -3 / s, -1 / s, 4 / s);
    assertThat(scaling.output()).isEqualTo(scaled.output());
    assertThat(encoding.apply(fewer).schema()).isEqualTo(encoded.output());
    assertThat(encoding.apply(fewer).schema().names())
        .containsExactly("fare", "riders", "night", "vendor__b", "vendor__a");
  }

  private static Vector[] without(Chunk chunk, int... dropped) {
    return IntStream.range(0, chunk.schema().size())
        .filter(i -> Arrays.stream(dropped).noneMatch(out -> out == i))
        .mapToObj(chunk::vector)
        .toArray(Vector[]::new);
  }

  @Test
  void refusesAStateOfAbsentColumns() {
    StageRun run = SCALE.open(SCHEMA);
    StageRun other = SCALE.open(Schema.of(ColumnSpec.real("speed")));

    assertThatThrownBy(() -> run.load(new StateReader(saved(other))))
        .isInstanceOf(StateCorruptException.class)
        .hasMessageContaining("'speed'");
  }

  @Test
  void hasTheLineageOfItsColumns() {
    Lineage scaled = SCALE.lineage(SCHEMA);
    Lineage encoded = ENCODE.lineage(SCHEMA);
    Stage byTip = Stages.onAll(Columns.texts(), Stages.hashEncode(Columns.EACH, 2));

    assertThat(scaled.sameRowInputs("tip")).containsExactly("tip");
    assertThat(scaled.sameRowInputs("fare")).isNull();
    assertThat(encoded.dynamicColumnInputs()).containsExactlyInAnyOrder("vendor", "zone");
    assertThat(byTip.lineage(SCHEMA).sameRowInputs("zone_hash_1")).containsExactly("zone");
  }

  @Test
  void isNamedInTheErrorForAnUnsuitableColumn() {
    Stage stage = Stages.onAll(Columns.texts(), Stages.standardScale(Columns.EACH));

    assertThatThrownBy(() -> StageChain.open(List.of(stage), SCHEMA, Ticker.system()))
        .hasMessageContaining("standardScale(*) on texts")
        .hasMessageContaining("column 'vendor' is STRING; a numeric column is needed");
  }
}
