package org.bandsaw.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bandsaw.data.DoubleFormatter;
import org.bandsaw.data.EpochTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {

  private interface Body {
    void to(TextFile file) throws IOException;
  }

  private static String written(Path path, Body body) throws IOException {
    try (TextFile file = TextFile.create(path, "test")) {
      body.to(file);
      file.commit();
    }
    return Files.readString(path);
  }

  private static void line(TextFile file, double value) throws IOException {
    file.putDouble(value);
    file.put((byte) '\n');
  }

  private static void compare(Path path, double[] values) throws IOException {
    StringBuilder expected = new StringBuilder();
    for (double value : values) {
      expected.append(DoubleFormatter.format(value)).append('\n');
    }
    assertThat(
            written(
                path,
                file -> {
                  for (double value : values) {
                    line(file, value);
                  }
                }))
        .isEqualTo(expected.toString());
  }

  @Property(tries = 20)
  void writesDoublesLikeDoubleFormatter(@ForAll long seed) throws IOException {
    Path path = Files.createTempFile("doubles", ".txt");
    try {
      Random random = new Random(seed);
      double[] values = new double[10_000];
      for (int i = 0; i < values.length; i++) {
        double decimal = random.nextInt() / Math.pow(10, random.nextInt(9));
        values[i] =
            switch (i % 6) {
              case 0 -> decimal;
              case 1 -> Math.nextUp(decimal);
              case 2 -> Math.nextDown(decimal);
              case 3 -> random.nextGaussian();
              case 4 -> random.nextInt(2_000) - 1_000;
              default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : 0;
              }
            };
      }
      compare(path, values);
    } finally {
      Files.delete(path);
    }
  }

  @Test
  void writesExtremeDoublesLikeDoubleFormatter(@TempDir Path folder) throws IOException {
    double[] edges = {
      0,
      -0.0,
      1,
      -1,
      9_999_999,
      9_999_999.999999,
      1e7,
      1e-3,
      1e-6,
      0.001001,
      0.0009999,
      1e15,
      0.1,
      -12.345678,
      0.1234567,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      Math.PI,
      100,
      1e6,
      0.5
    };
    double[] all = new double[edges.length * 3];
    for (int i = 0; i < edges.length; i++) {
      all[3 * i] = edges[i];
      all[3 * i + 1] = Math.nextUp(edges[i]);
      all[3 * i + 2] = Math.nextDown(edges[i]);
    }
    all[edges.length * 3 - 1] = 0.5;
    for (int i = 0; i < all.length; i++) {
      all[i] = Double.isFinite(all[i]) ? all[i] : 0;
    }
    compare(folder.resolve("edges.txt"), all);
  }

  @Test
  void writesWholeNumbersOfEveryLength(@TempDir Path folder) throws IOException {
    StringBuilder expected = new StringBuilder();
    String text =
        written(
            folder.resolve("longs.txt"),
            file -> {
              long power = 1;
              for (int digits = 1; digits <= 19; digits++, power *= 10) {
                for (long value : new long[] {power - 1, power, -power, power * 9 / 8}) {
                  file.putLong(value);
                  file.put((byte) ' ');
                  expected.append(value).append(' ');
                }
              }
              file.putLong(Long.MAX_VALUE);
              file.put((byte) ' ');
              file.putLong(-Long.MAX_VALUE);
              expected.append(Long.MAX_VALUE).append(' ').append(-Long.MAX_VALUE);
            });

    assertThat(text).isEqualTo(expected.toString());
  }

  @Property(tries = 300)
  void writesTimesLikeEpochTime(@ForAll long any, @ForAll boolean recent) throws IOException {
    // in this century, or any time that a long can hold
    long micros = recent ? Math.floorMod(any, 3_000_000_000_000_000L) : any;
    long rounded = any % 3 == 0 ? micros - Math.floorMod(micros, 1_000_000L) : micros;
    long time = any % 3 == 1 ? micros - Math.floorMod(micros, 1_000L) : rounded;
    Path path = Files.createTempFile("times", ".txt");
    try {
      String text =
          written(
              path,
              file -> {
                file.putDateTime(time);
                file.put((byte) '\n');
                file.putDateTime(time);
                file.put((byte) 'Z');
              });

      assertThat(text)
          .isEqualTo(EpochTime.formatDateTime(time) + "\n" + EpochTime.formatInstant(time));
    } finally {
      Files.delete(path);
    }
  }
}
