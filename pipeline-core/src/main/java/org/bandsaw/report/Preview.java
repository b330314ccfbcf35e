package org.bandsaw.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.Pipeline;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.probe.Ticker;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;
import tech.tablesaw.api.Table;

/**
 * The first rows after each step. Prints as tables.
 *
 * @param steps the source first, then the steps in order
 */
public record Preview(List<Step> steps) {

  /**
   * One step.
   *
   * @param name the step's name; {@code source} for the first
   * @param schema the columns that come out of it
   * @param table the rows that come out of it
   */
  public record Step(String name, Schema schema, Table table) {}

  public Preview {
    steps = List.copyOf(steps);
  }

  public static Preview of(Pipeline pipeline, Source source, int rows) {
    try (ChunkReader reader = source.open()) {
      Schema schema = reader.schema();
      List<StageChain> chains = new ArrayList<>();
      for (Stage stage : pipeline.stages()) {
        StageChain chain = StageChain.open(List.of(stage), schema, Ticker.system());
        chains.add(chain);
        schema = chain.output();
      }
      Chunk chunk = reader.next(ReadLimit.ofRows(rows)).orElse(Chunk.empty(reader.schema()));
      List<Step> steps = new ArrayList<>();
      steps.add(new Step("source", chunk.schema(), chunk.table()));
      for (StageChain chain : chains) {
        chunk = chain.process(chunk, 1);
        steps.add(new Step(chain.stages().get(0).name(), chunk.schema(), chunk.table()));
      }
      return new Preview(steps);
    } catch (IOException problem) {
      throw new SourceFailedException(
          source.name(), "could not be read: " + problem.getMessage(), problem);
    }
  }

  /** The rows after a step. */
  public Table after(String step) {
    return steps.stream()
        .filter(s -> s.name().equals(step))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no step '"
                        + step
                        + "'; there are: "
                        + String.join(", ", steps.stream().map(Step::name).toList())))
        .table();
  }

  /** The rows after the last step. */
  public Table output() {
    return steps.get(steps.size() - 1).table();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append("after ").append(step.name()).append('\n');
      text.append(step.table().print()).append("\n\n");
    }
    return text.toString();
  }
}
