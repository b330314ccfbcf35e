package org.bandsaw.engine.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bandsaw.Pipeline;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.data.Vector;
import org.bandsaw.learn.Learners;
import org.bandsaw.learn.Prequential;
import org.bandsaw.probe.Ticker;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.Sinks;
import org.bandsaw.stage.ChainResult;
import org.bandsaw.state.Saveable;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;
import org.bandsaw.trained.PipelineDefinition;
import org.junit.jupiter.api.Test;

class CommitParticipantsTest {

  private static final Schema SCHEMA =
      Schema.of(ColumnSpec.real("distance"), ColumnSpec.real("fare"));

  private static ProcessedChunk chunk(long number) {
    int rows = 7;
    double[] distance = new double[rows];
    double[] fare = new double[rows];
    Random random = new Random(number);
    for (int i = 0; i < rows; i++) {
      distance[i] = random.nextDouble();
      fare[i] = 2 + 3 * distance[i] + random.nextGaussian() / 10;
    }
    Chunk all =
        Chunk.of(number * rows, SCHEMA, rows, DoubleVector.of(distance), DoubleVector.of(fare));
    return new ProcessedChunk(
        new PendingChunk(all, number, 1, false),
        new ChainResult(all, new long[0], List.of()),
        -1,
        0,
        0);
  }

  private static byte[] saved(Saveable participant) {
    StateWriter out = new StateWriter();
    participant.save(out);
    return out.toBytes();
  }

  private static PipelineDefinition definition(String... names) {
    Pipeline.Builder builder = Pipeline.builder().scoring(Prequential.cumulative().labelDelay(5));
    for (String name : names) {
      builder.learn(name, "fare", Learners.sgd());
    }
    return builder
        .build()
        .on(org.bandsaw.testkit.TestSources.rows(chunk(0).rows()))
        .runStreaming()
        .trained()
        .definition();
  }

  private static LearnerParticipant learners(String... names) {
    return LearnerParticipant.open(definition(names), SCHEMA, Ticker.system());
  }

  @Test
  void learnersContinueFromTheirSavedState() {
    LearnerParticipant whole = learners("a", "b");
    LearnerParticipant first = learners("a", "b");
    for (int number = 1; number <= 10; number++) {
      whole.commit(chunk(number));
      if (number <= 4) {
        first.commit(chunk(number));
      }
    }

    LearnerParticipant second = learners("a", "b");
    second.load(new StateReader(saved(first)));
    for (int number = 5; number <= 10; number++) {
      second.commit(chunk(number));
    }
    whole.finish();
    second.finish();

    assertThat(second.results(SCHEMA)).isEqualTo(whole.results(SCHEMA));
    assertThat(second.trainedModels()).isEqualTo(whole.trainedModels());
    assertThat(saved(second)).isEqualTo(saved(whole));
  }

  @Test
  void aStateOfOtherLearnersIsRefused() {
    byte[] state = saved(learners("a", "b"));

    assertThatThrownBy(() -> learners("a").load(new StateReader(state)))
        .isInstanceOf(StateCorruptException.class)
        .hasMessage("1 learners were expected, not 2");
  }

  @Test
  void predictionsAreVisibleToLaterParticipants() {
    LearnerParticipant learners = learners("a", "b");
    ProcessedChunk chunk = chunk(1);
    learners.commit(chunk);

    assertThat(chunk.predictionColumns())
        .extracting(ColumnSpec::name)
        .containsExactly("prediction", "prediction_b");
    assertThat(chunk.predictions()).extracting(Vector::length).containsExactly(7, 7);
  }

  @Test
  void sinksContinueToCountFromTheirSavedState() {
    List<Integer> written = new ArrayList<>();
    Sink sink = Sinks.callback("rows", table -> written.add(table.rowCount()));
    SinkParticipant first = SinkParticipant.open(List.of(sink), SCHEMA, List.of(), Ticker.system());
    first.commit(chunk(1));

    SinkParticipant second =
        SinkParticipant.open(List.of(sink), SCHEMA, List.of(), Ticker.system());
    second.load(new StateReader(saved(first)));
    second.commit(chunk(2));

    assertThat(written).containsExactly(7, 7);
    assertThat(second.rows()).extracting(rows -> rows.rows()).containsExactly(14L);
  }
}
