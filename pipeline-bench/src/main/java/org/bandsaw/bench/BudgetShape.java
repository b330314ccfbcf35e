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

/** Inputs that strain a memory budget, each in its own way; they are made while they are read. */
enum BudgetShape {
  /** Four numbers a row. */
  narrow("a,b,c,y", 2_000_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      appendNumbers(to, random, 4);
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
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      appendNumbers(to, random, 1_000);
    }

    @Override
    Pipeline.Builder pipeline() {
      String[] all = IntStream.range(0, 999).mapToObj(i -> "c" + i).toArray(String[]::new);
      return Pipeline.builder().stage(Stages.standardScale(all));
    }
  },

  /** A text of a mebibyte in each row. */
  large_rows("t,y", 600) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      appendText(to, random, 1 << 20);
      to.append(',');
      appendNumbers(to, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(
              Stages.derive(ColumnSpec.real("length"), r -> r.text("t").length() / 1e6).from("t"));
    }
  },

  /** A text that hardly ever comes again. */
  high_cardinality("id,y", 2_000_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      to.append("user-").append(row).append('-');
      appendText(to, random, 12);
      to.append(',');
      appendNumbers(to, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder().stage(Stages.hashEncode("id", 16));
    }
  },

  /** One-hot columns that go on appearing. */
  growing_one_hot("c,y", 400_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      to.append('v').append(random.nextLong(Math.max(1, row / 1_000))).append(',');
      appendNumbers(to, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder().stage(Stages.oneHot("c"));
    }
  },

  /** Windows of a hundred thousand rows. */
  long_windows("a,b,y", 1_000_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      appendNumbers(to, random, 3);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(Stages.rollingMean("a", 100_000))
          .stage(Stages.rollingMax("b", 100_000))
          .stage(Stages.standardScale("a", "b", "a_mean_100000", "b_max_100000"));
    }
  },

  /** A mean for each of a million keys. */
  keys("k,a,y", 2_000_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      to.append('k').append(random.nextInt(1_000_000)).append(',');
      appendNumbers(to, random, 2);
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
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      appendText(to, random, row < 200_000 ? 20 : 2_000);
      to.append(',');
      appendNumbers(to, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(
              Stages.derive(ColumnSpec.real("length"), r -> r.text("t").length() / 1e3).from("t"));
    }
  },

  /** Twenty texts of a hundred characters a row. */
  wide_text(
      String.join(",", IntStream.range(0, 20).mapToObj(i -> "t" + i).toList()) + ",y", 60_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      for (int i = 0; i < 20; i++) {
        appendText(to, random, 100);
        to.append(',');
      }
      appendNumbers(to, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder().stage(Stages.frequencyEncode("t0").maxCategories(10_000));
    }
  },

  /** Dates, times and booleans. */
  dates("day,at,yes,y", 1_500_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      int minute = (int) (row % 1_440);
      appendDay(to, row);
      to.append(',');
      appendDay(to, row);
      to.append('T');
      to.append((char) ('0' + minute / 600)).append((char) ('0' + minute / 60 % 10)).append(':');
      to.append((char) ('0' + minute % 60 / 10)).append((char) ('0' + minute % 10));
      to.append(":00,").append(random.nextBoolean() ? "true," : "false,");
      appendNumbers(to, random, 1);
    }

    @Override
    Pipeline.Builder pipeline() {
      return Pipeline.builder()
          .stage(Stages.dateParts("day", DatePart.MONTH, DatePart.DAY_OF_WEEK))
          .stage(Stages.dateParts("at", DatePart.HOUR));
    }
  },

  /** As narrow, but packed. */
  gzip("a,b,c,y", 2_000_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      appendNumbers(to, random, 4);
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

  /** Tables from a thread that always has the next one ready. */
  queue("", 1_000_000) {
    @Override
    void append(AsciiBuffer to, long row, SplittableRandom random) {
      throw new IllegalStateException("a queue has no text");
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

  /** The first line. */
  String header() {
    return header;
  }

  abstract void append(AsciiBuffer to, long row, SplittableRandom random);

  abstract Pipeline.Builder pipeline();

  /** Does once what costs memory of its own and is no part of the run. */
  void warmUp() {}

  /** How many rows it has when nobody says. */
  long defaultRows() {
    return rows;
  }

  /** Rows as a source that makes them while it is read; the same rows each time. */
  Source source(long count) {
    return Sources.csv(name(), () -> new GeneratedCsv(header, count, SEED, this::append));
  }

  private static void appendDay(AsciiBuffer to, long row) {
    to.append("2024-0").append((char) ('1' + row % 9)).append("-1").append((char) ('0' + row % 10));
  }

  private static void appendNumbers(AsciiBuffer to, SplittableRandom random, int count) {
    for (int i = 0; i < count; i++) {
      int value = random.nextInt(-999_999, 1_000_000);
      to.append(i == 0 ? "" : ",").append(value < 0 ? "-" : "");
      to.append(Math.abs(value) / 1_000).append('.').append(100 + Math.abs(value) % 900);
    }
  }

  private static void appendText(AsciiBuffer to, SplittableRandom random, int length) {
    for (int i = 0; i < length; i++) {
      to.append((char) ('a' + random.nextInt(26)));
    }
  }

  /** Names for the command line. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (BudgetShape shape : values()) {
      names.add(shape.name());
    }
    return names;
  }

  /** The whole pipeline, learning {@code y}. */
  Pipeline trainingPipeline() {
    return pipeline().learn("y", Learners.scaledTarget(Learners.sgd())).build();
  }
}
