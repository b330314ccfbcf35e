package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadCommandTest {

  private static final int ROWS = 3_000;

  @TempDir private Path folder;

  private Path data() {
    StringBuilder text = new StringBuilder("d1,d2,d3,d4,d5,d6,i1,i2,cat,team,ts,target\n");
    Random random = new Random(3);
    for (int i = 0; i < ROWS; i++) {
      double d1 = random.nextDouble();
      for (int k = 0; k < 6; k++) {
        if (random.nextInt(50) > 0) {
          text.append(String.format(Locale.ROOT, "%.6f", k == 0 ? d1 : random.nextDouble()));
        }
        text.append(',');
      }
      text.append(random.nextInt(100)).append(',').append(random.nextInt(5000));
      text.append(",cat_").append((char) ('A' + random.nextInt(8)));
      text.append(",team").append(random.nextInt(30));
      text.append(String.format(Locale.ROOT, ",2024-01-01T00:%02d:%02d", i / 60, i % 60));
      text.append(String.format(Locale.ROOT, ",%.6f%n", 3 * d1 + random.nextDouble()));
    }
    return CommandResult.write(folder.resolve("w1.csv"), text.toString());
  }

  private static JsonNode lastLine(CommandResult done) throws IOException {
    assertThat(done.err()).isEmpty();
    assertThat(done.exitCode()).isZero();
    return new ObjectMapper().readTree(done.out().lines().reduce((a, b) -> b).orElseThrow());
  }

  @Test
  void scoresDoNotDependOnChunkSizeThreadsOrTables() throws IOException {
    Path data = data();
    JsonNode plain = lastLine(CommandResult.run("workload", "w1", data));

    assertThat(plain.get("rows").asLong()).isEqualTo(ROWS);
    assertThat(plain.get("r2").asDouble()).isBetween(0.5, 1.0);
    assertThat(plain.get("job_s").asDouble()).isPositive();
    for (CommandResult other :
        new CommandResult[] {
          CommandResult.run("workload", "w1", data, "--chunk-size", 17),
          CommandResult.run("workload", "w1", data, "--threads", 2),
          CommandResult.run("workload", "w1", data, "--with-table"),
          CommandResult.run("workload", "w1", data, "--with-table", "--threads", 4, "--repeat", 2),
          CommandResult.run("workload", "--chunk-size=512", "w1", data),
          CommandResult.run("workload", "w3", data)
        }) {
      JsonNode same = lastLine(other);
      assertThat(same.get("rmse")).isEqualTo(plain.get("rmse"));
      assertThat(same.get("r2")).isEqualTo(plain.get("r2"));
    }
  }

  @Test
  void printsOneLinePerRun() {
    CommandResult done = CommandResult.run("workload", "w1", data(), "--repeat", 3);

    assertThat(done.exitCode()).isZero();
    assertThat(done.out().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"rows\":" + ROWS + ",\"rmse\":"));
  }

  /** The plain loop over the rows defines the workload. */
  @Test
  void scoresEqualThoseOfAPlainLoop() throws IOException {
    Path data = data();
    PlainLoop loop = new PlainLoop();
    try (java.util.stream.Stream<String> lines = java.nio.file.Files.lines(data)) {
      lines.skip(1).forEach(line -> loop.accept(line.split(",", -1)));
    }

    JsonNode result = lastLine(CommandResult.run("workload", "w1", data, "--chunk-size", 1_000));

    assertThat(result.get("rmse").asDouble()).isCloseTo(loop.rmse(), within(1e-9));
    assertThat(result.get("r2").asDouble()).isCloseTo(loop.r2(), within(1e-9));
  }

  private static final class PlainLoop {

    private final double[] counts = new double[8];
    private final double[] imputeMeans = new double[8];
    private final double[] mean = new double[10];
    private final double[] m2 = new double[10];
    private final double[][] last = new double[2][50];
    private final double[] w = new double[18];
    private double bias;
    private double squares;
    private double sum;
    private double sumOfSquares;
    private int n;

    void accept(String[] row) {
      n++;
      double[] x = new double[18];
      for (int k = 0; k < 8; k++) {
        if (row[k].isEmpty()) {
          x[k] = imputeMeans[k];
        } else {
          x[k] = Double.parseDouble(row[k]);
          imputeMeans[k] += (x[k] - imputeMeans[k]) / ++counts[k];
        }
      }
      for (int r = 0; r < 2; r++) {
        last[r][(n - 1) % 50] = x[r];
        double total = 0;
        for (double v : last[r]) {
          total += v;
        }
        x[8 + r] = total / Math.min(n, 50);
      }
      for (int k = 0; k < 10; k++) {
        double d = x[k] - mean[k];
        mean[k] += d / n;
        m2[k] += d * (x[k] - mean[k]);
        double deviation = Math.sqrt(m2[k] / n);
        x[k] = (x[k] - mean[k]) / (deviation == 0 ? 1 : deviation);
      }
      x[10 + row[8].charAt(4) - 'A'] = 1;
      double y = Double.parseDouble(row[11]);
      double p = bias;
      for (int k = 0; k < 18; k++) {
        p += x[k] * w[k];
      }
      squares += (y - p) * (y - p);
      sum += y;
      sumOfSquares += y * y;
      double eta = 0.01 / Math.pow(n, 0.25);
      for (int k = 0; k < 18; k++) {
        w[k] = w[k] * (1 - eta * 1e-4) + eta * (y - p) * x[k];
      }
      bias += eta * (y - p);
    }

    double rmse() {
      return Math.sqrt(squares / n);
    }

    double r2() {
      return 1 - squares / (sumOfSquares - sum * sum / n);
    }
  }

  @Test
  void aWorkloadIsRestoredFromItsArguments() {
    Workload workload =
        Workload.of(Workload.Name.w3, data()).threads(2).repeat(3).memory(64).asTable();

    assertThat(Workload.parse(workload.arguments().toArray(String[]::new))).isEqualTo(workload);
  }

  @Test
  void csvReadsAllRowsIntoTables() throws IOException {
    JsonNode result = lastLine(CommandResult.run("workload", "csv", data(), "--chunk-size", 1_000));

    assertThat(result.get("rows").asLong()).isEqualTo(ROWS);
    assertThat(result.get("job_s").asDouble()).isPositive();
  }

  @Test
  void wrongUsageAndBadInputHaveExitCodes() {
    Path data = data();

    assertThat(CommandResult.run("workload", "w9", data).exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("workload", "w1").exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("workload", "w1", data, "--threads", 0).exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("workload", "w1", data, "--threads", 257).exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("workload", "w1", data, "--repeat", 0).exitCode()).isEqualTo(2);
    assertThat(CommandResult.run("workload", "w1", data, "--chunk-size", 0).exitCode())
        .isEqualTo(2);
    assertThat(CommandResult.run("workload", "csv", data, "--with-table").exitCode()).isEqualTo(2);
    CommandResult none = CommandResult.run("workload", "w1", folder.resolve("no.csv"));
    assertThat(none.exitCode()).isEqualTo(3);
    assertThat(none.err()).hasLineCount(1).contains("no.csv");
  }
}
