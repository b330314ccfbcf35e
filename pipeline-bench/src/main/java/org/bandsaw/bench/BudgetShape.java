package org.bandsaw.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bandsaw.Pipeline;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.DatePart;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.KeyLimit;
import org.bandsaw.stage.Stages;

/** Memory-intensive inputs for budget tests, generated while they are read. */
enum BudgetShape {
  /** Four numbers per row. */
  narrow("a,b,c,y", 2_000_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      appendNumbers(out, random, 4);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(Stages.impute(List.of("a", "b", "c"), Impute.RUNNING_MEAN))
          .stage(Stages.standardScale("a", "b", "c"));
    }
  },

  /** A thousand columns. */
  columns(
      String.join(",", IntStream.range(0, 999).mapToObj(i -> "c" + i).toList()) + ",y", 20_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      appendNumbers(out, random, 1_000);
    }

    @Override
    Pipeline.Builder pipeline() {
      String[] all = IntStream.range(0, 999).mapToObj(i -> "c" + i).toArray(String[]::new);
      return Pipeline.builder().stage(Stages.standardScale(all));
    }
  },

  /** A text of one mebibyte per row. */
  large_rows("t,y", 600) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      appendText(out, random, 1 << 20);
      out.append(',');
      appendNumbers(out, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(
              Stages.derive(ColumnSpec.real("length"), r -> r.text("t").length() / 1e6).from("t"));
    }
  },

  /** A text column with almost only distinct values. */
  high_cardinality("id,y", 2_000_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      out.append("user-").append(row).append('-');
      appendText(out, random, 12);
      out.append(',');
      appendNumbers(out, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder().stage(Stages.hashEncode("id", 16));
    }
  },

  /** New one-hot columns throughout the input. */
  growing_one_hot("c,y", 400_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      out.append('v').append(random.nextLong(Math.max(1, row / 1_000))).append(',');
      appendNumbers(out, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder().stage(Stages.oneHot("c"));
    }
  },

  /** Windows of a hundred thousand rows. */
  long_windows("a,b,y", 1_000_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      appendNumbers(out, random, 3);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(Stages.rollingMean("a", 100_000))
          .stage(Stages.rollingMax("b", 100_000))
          .stage(Stages.standardScale("a", "b", "a_mean_100000", "b_max_100000"));
    }
  },

  /** A mean per key for a million keys. */
  keys("k,a,y", 2_000_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      out.append('k').append(random.nextInt(1_000_000)).append(',');
      appendNumbers(out, random, 2);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(Stages.expandingMean("a").per("k").keys(KeyLimit.atMost(1_000_000)))
          .stage(Stages.standardScale("a", "a_mean_so_far_by_k"));
    }
  },

  /** Rows that become a hundred times as large half-way. */
  row_size_jump("t,y", 400_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      appendText(out, random, row < 200_000 ? 20 : 2_000);
      out.append(',');
      appendNumbers(out, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(
              Stages.derive(ColumnSpec.real("length"), r -> r.text("t").length() / 1e3).from("t"));
    }
  },

  /** Twenty texts of a hundred characters per row. */
  wide_text(
      String.join(",", IntStream.range(0, 20).mapToObj(i -> "t" + i).toList()) + ",y", 60_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      for (int i = 0; i < 20; i++) {
        appendText(out, random, 100);
        out.append(',');
      }
      appendNumbers(out, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder().stage(Stages.frequencyEncode("t0").maxCategories(10_000));
    }
  },

  /** Dates, times and booleans. */
  dates("day,at,yes,y", 1_500_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      int minute = (int) (row % 1_440);
      appendDay(out, row);
      out.append(',');
      appendDay(out, row);
      out.append('T');
      out.append((char) ('0' + minute / 600)).append((char) ('0' + minute / 60 % 10)).append(':');
      out.append((char) ('0' + minute % 60 / 10)).append((char) ('0' + minute % 10));
      out.append(":00,").append(random.nextBoolean() ? "true," : "false,");
      appendNumbers(out, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(Stages.dateParts("day", DatePart.MONTH, DatePart.DAY_OF_WEEK))
          .stage(Stages.dateParts("at", DatePart.HOUR));
    }
  },

  /** As {@link #narrow}, compressed. */
  gzip("a,b,c,y", 2_000_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      appendNumbers(out, random, 4);
    }

    @Override
    Pipeline.Builder pipeline() {
      return narrow.pipeline();
    }

    @Override
    Source source(long count) {
      return Sources.csv("gzip.gz", () -> new GzipCsv(header(), count, SEED, this::append));
    }
  },

  /** Tables from a queue with a producer that is faster than the pipeline. */
  queue("", 1_000_000) {
    @Override
    void append(AsciiBuffer out, long row, SplittableRandom random) {
      throw new IllegalStateException("the queue has no CSV text");
    }

    @Override
    Pipeline.Builder pipeline() {
      return narrow.pipeline();
    }

    @Override
    void warmUp() {
      EagerQueueSource.table(1, SEED);
    }

    @Override
    Source source(long count) {
      return new EagerQueueSource(count, SEED);
    }
  };

  static final long SEED = 42;

  private final String header;
  private final long rows;

  BudgetShape(String header, long rows) {
    this.header = header;
    this.rows = rows;
  }

  /** Returns the first line of the CSV text. */
  String header() {
    return header;
  }

  abstract void append(AsciiBuffer out, long row, SplittableRandom random);

  abstract Pipeline.Builder pipeline();

  /** Allocates memory that is used once per process and is not part of the run. */
  void warmUp() {}

  /** Returns the default number of rows. */
  long defaultRows() {
    return rows;
  }

  /** Returns a source that generates the rows while it is read, the same rows each time. */
  Source source(long count) {
    return Sources.csv(name(), () -> new GeneratedCsv(header, count, SEED, this::append));
  }

  private static void appendDay(AsciiBuffer out, long row) {
    out.append("2024-0")
        .append((char) ('1' + row % 9))
        .append("-1")
        .append((char) ('0' + row % 10));
  }

  private static void appendNumbers(AsciiBuffer out, SplittableRandom random, int count) {
    for (int i = 0; i < count; i++) {
      int value = random.nextInt(-999_999, 1_000_000);
      out.append(i == 0 ? "" : ",").append(value < 0 ? "-" : "");
      out.append(Math.abs(value) / 1_000).append('.').append(100 + Math.abs(value) % 900);
    }
  }

  private static void appendText(AsciiBuffer out, SplittableRandom random, int length) {
    for (int i = 0; i < length; i++) {
      out.append((char) ('a' + random.nextInt(26)));
    }
  }

  /** Returns the names of all shapes. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (BudgetShape shape : values()) {
      names.add(shape.name());
    }
    return names;
  }

  /** Returns the pipeline with a learner for {@code y}. */
  Pipeline trainingPipeline() {
    return pipeline().learn("y", Learners.scaledTarget(Learners.sgd())).build();
  }
}
