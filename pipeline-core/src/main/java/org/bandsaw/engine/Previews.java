package org.bandsaw.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.probe.Ticker;
import org.bandsaw.report.Preview;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageChain;

/** Creates previews. */
public final class Previews {

  private Previews() {}

  /**
   * Returns the first rows of a source after each stage.
   *
   * @param rows the maximum number of rows to read, at least 1
   */
  public static Preview create(List<Stage> stages, Source source, int rows) {
    try (ChunkReader reader = source.open()) {
      Schema schema = reader.schema();
      List<StageChain> chains = new ArrayList<>();
      for (Stage stage : stages) {
        StageChain chain = StageChain.open(List.of(stage), schema, Ticker.system());
        chains.add(chain);
        schema = chain.output();
      }
      Chunk chunk = reader.next(ReadLimit.ofRows(rows)).orElse(Chunk.empty(reader.schema()));
      List<Preview.Step> steps = new ArrayList<>();
      steps.add(new Preview.Step("source", chunk.schema(), chunk.table()));
      for (StageChain chain : chains) {
        chunk = chain.process(chunk, 1).rows();
        steps.add(new Preview.Step(chain.stages().get(0).name(), chunk.schema(), chunk.table()));
      }
      return new Preview(steps);
    } catch (IOException problem) {
      throw new SourceFailedException(
          source.name(), "could not be read: " + problem.getMessage(), problem);
    }
  }
}
