package org.bandsaw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.bandsaw.FaultyStage.Fault;
import org.bandsaw.data.BandsawException;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.Learners;
import org.bandsaw.report.Consistency;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageRun;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.StatelessRun;
import org.bandsaw.testkit.TestSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Table;

class ConsistencyTest {

  private static final Source ROWS = TestSources.rows(RandomRows.of(3, 2_500));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void findsTheFaultyStage(Fault fault) {
    Pipeline pipeline =
        Pipeline.builder()
            .stage(Stages.impute("a", Impute.RUNNING_MEAN))
            .stage(new FaultyStage(fault))
            .stage(Stages.standardScale("sum"))
            .learn("y", Learners.mean())
            .build();

    Consistency found = pipeline.verifyConsistency(ROWS);

    assertThat(found).isInstanceOf(Consistency.Different.class);
    Consistency.Different different = (Consistency.Different) found;
    assertThat(different.stage()).isEqualTo(new FaultyStage(fault).name());
    assertThat(different.column()).isEqualTo("sum");
    assertThat(different.row()).isNotNegative();
    assertThat(different.first()).isNotEqualTo(different.second());
    assertThatThrownBy(found::orThrow)
        .isInstanceOf(BandsawException.class)
        .hasMessageContaining("row " + different.row() + ", column 'sum' is '");
  }

  @Test
  void findsAFunctionThatUsesTheWholeTable() {
    Pipeline pipeline =
        Pipeline.builder()
            .stage(
                "centred",
                table ->
                    table.addColumns(
                        table
                            .doubleColumn("y")
                            .subtract(table.doubleColumn("y").mean())
                            .setName("centred")))
            .build();

    assertThat(pipeline.verifyConsistency(ROWS))
        .isInstanceOfSatisfying(
            Consistency.Different.class,
            different -> assertThat(different.stage()).isEqualTo("centred"));
  }

  /** Claims to be stateless, but numbers the rows that it receives. */
  private record StatefulStage() implements Stage {
    @Override
    public String name() {
      return "numbering";
    }

    @Override
    public StageRun open(Schema input) {
      Schema output = input.with(ColumnSpec.integer("number"));
      return new StatelessRun() {
        private int next;
        private int marked;

        @Override
        public Schema output() {
          return output;
        }

        @Override
        public Chunk transform(Chunk chunk) {
          int[] numbers = new int[chunk.rowCount()];
          for (int i = 0; i < numbers.length; i++) {
            numbers[i] = next++;
          }
          return chunk.withColumns(
              List.of(ColumnSpec.integer("number")), List.of(IntVector.of(numbers)));
        }

        @Override
        public void mark() {
          marked = next;
        }

        @Override
        public void rollback() {
          next = marked;
        }
      };
    }
  }

  @Test
  void findsAStageThatIsStatelessOnlyByItsType() {
    Pipeline pipeline =
        Pipeline.of(Stages.standardScale("a"), new StatefulStage(), Stages.standardScale("b"));

    assertThat(pipeline.verifyConsistency(ROWS))
        .isInstanceOfSatisfying(
            Consistency.Different.class,
            different -> {
              assertThat(different.stage()).isEqualTo("numbering");
              assertThat(different.runs()).endsWith("chunks of 333, on 3 threads");
              // the second slice of 111 rows restarts the count
              assertThat(different.row()).isEqualTo(111);
              assertThat(different.first()).isEqualTo("111");
              assertThat(different.second()).isEqualTo("0");
            });
  }

  @Test
  void randomPipelinesAreConsistent() {
    for (long seed = 0; seed < 40; seed++) {
      Source rows = TestSources.rows(RandomRows.of(seed, 120));
      Consistency found = RandomPipeline.of(seed, new HashMap<>()).verifyConsistency(rows);
      assertThat(found.orThrow()).isInstanceOf(Consistency.Equal.class);
      assertThat(found.toString()).startsWith("equal: 7 runs of ");
    }
  }

  @Test
  void runsPipelinesWithBatchOnlyStagesAsABatch() {
    Pipeline pipeline =
        Pipeline.builder()
            .stage(Stages.sort("a"))
            .stage(Stages.impute("a", Impute.RUNNING_MEAN))
            .stage(Stages.rank("a"))
            .learnBatch("y", Learners.forest(3))
            .build();

    assertThat(pipeline.verifyConsistency(ROWS).orThrow().toString())
        .isEqualTo("equal: 4 runs of 2500 rows gave the same");
  }

  @Test
  void findsTheStageOfABatchThatDiffersFromRunToRun() {
    AtomicInteger calls = new AtomicInteger();
    Pipeline pipeline =
        Pipeline.builder()
            .stage(Stages.sort("a"))
            .stage(
                "counted",
                table -> {
                  double[] numbers = new double[table.rowCount()];
                  Arrays.fill(numbers, calls.incrementAndGet());
                  return table.addColumns(DoubleColumn.create("calls", numbers));
                })
            .stage(Stages.standardScale("a"))
            .learnBatch("y")
            .build();

    assertThat(pipeline.verifyConsistency(ROWS))
        .isInstanceOfSatisfying(
            Consistency.Different.class,
            different -> {
              assertThat(different.stage()).isEqualTo("counted");
              assertThat(different.column()).isEqualTo("calls");
              assertThat(different.runs()).startsWith("a batch read 1000 rows at a time and ");
            });
  }

  @Test
  void refusesASourceThatCannotBeReadTwice() {
    Flow.Publisher<Table> never = subscriber -> {};
    Source live = Sources.publisher(RandomRows.SCHEMA, never);

    assertThatThrownBy(() -> Pipeline.of().verifyConsistency(live))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be read twice");
  }
}
