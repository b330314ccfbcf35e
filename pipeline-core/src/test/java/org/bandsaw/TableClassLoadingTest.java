package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.StreamReport;
import org.bandsaw.sink.Sinks;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.UnseenCategory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run without user functions does not initialise Tablesaw's {@code Table}, whose first use takes
 * a second of processor time. Each test starts a JVM that logs the classes it initialises.
 */
class TableClassLoadingTest {

  private static final String TABLE = "tech.tablesaw.api.Table";

  @TempDir private Path folder;

  @Test
  void aRunWithoutUserFunctionsNeverInitialisesTable() throws Exception {
    Path in = folder.resolve("in.csv");
    Files.writeString(in, "distance,vendor,fare\n1,A,3\n2,\"B\",5\n,A,7\n4,C,9\n");
    Path out = folder.resolve("out.csv");

    String initialised = run(BuiltIns.class, in, out);

    assertThat(initialised)
        .contains("org.bandsaw.engine.StreamRun")
        .contains("committed 4")
        .doesNotContain(TABLE + " ")
        .doesNotContain(TABLE + "\n")
        .doesNotContain("'" + TABLE + "'");
    assertThat(out.toFile()).content().hasLineCount(5).startsWith("distance,vendor,fare,vendor__A");
  }

  @Test
  void aRunWithATableFunctionInitialisesTable() throws Exception {
    Path in = folder.resolve("in.csv");
    Files.writeString(in, "distance,vendor,fare\n1,A,3\n");

    assertThat(run(WithFunction.class, in, folder.resolve("out.csv"))).contains(TABLE);
  }

  private String run(Class<?> program, Path... arguments) throws IOException, InterruptedException {
    Path log = folder.resolve(program.getSimpleName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xlog:class+init=info:file=" + log.getFileName(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    for (Path argument : arguments) {
      builder.command().add(argument.toString());
    }
    Path said = folder.resolve("said.txt");
    int exit =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    String output = Files.readString(said, StandardCharsets.UTF_8);
    assertThat(exit).describedAs(output).isZero();
    return output + Files.readString(log).replace('/', '.');
  }

  /** The child process: built-in stages on a file, a learner and a file sink. */
  static final class BuiltIns {

    private BuiltIns() {}

    public static void main(String[] args) {
      StreamReport report =
          Pipeline.builder()
              .stage(Stages.impute("distance", Impute.RUNNING_MEAN))
              .stage(Stages.standardScale("distance"))
              .stage(Stages.oneHot("vendor").values("A", "B").unseen(UnseenCategory.OTHER))
              .stage(Stages.rollingMean("fare", 3).excludingCurrentRow())
              .stage(Stages.lag("distance", 1))
              .stage(Stages.add("distance", 1))
              .stage(Stages.filter("all", row -> row.number("fare") > 0))
              .learn("fare", Learners.sgd())
              .build()
              .on(Sources.csv(Path.of(args[0])))
              .sink(Sinks.csv(Path.of(args[1])).withPrediction())
              .runStreaming();
      System.out.println("committed " + report.rows().committed());
    }
  }

  /** The child process that needs a table, which the test must detect. */
  static final class WithFunction {

    private WithFunction() {}

    public static void main(String[] args) {
      Pipeline.of(Stages.tables("same", table -> table))
          .on(Sources.csv(Path.of(args[0])))
          .sink(Sinks.csv(Path.of(args[1])))
          .runStreaming();
    }
  }
}
