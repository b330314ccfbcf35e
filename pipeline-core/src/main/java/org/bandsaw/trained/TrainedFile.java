package org.bandsaw.trained;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner;
import org.bandsaw.state.StateFile;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.state.StateWriter;

/** Writes and reads files of trained pipelines. */
final class TrainedFile {

  private static final int VERSION = 1;
  private static final String DEFINITION = "definition";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final String STAGES = "stages";
  private static final String MODELS = "models";
  private static final String ROWS = "rows";

  private TrainedFile() {}

  static void write(Path file, TrainedPipeline trained) {
    PipelineDefinition definition = trained.definition();
    List<String> unsavable =
        trained.models().stream()
            .map(model -> definition.learner(model.name()).orElseThrow().learner())
            .filter(learner -> !learner.capabilities().contains(Learner.Capability.SAVEABLE))
            .map(Learner::name)
            .toList();
    if (!unsavable.isEmpty()) {
      throw new UnsavableException("models of this learner cannot be saved", unsavable);
    }
    List<StateFile.Section> sections =
        List.of(
            section(DEFINITION, out -> DefinitionCodec.write(out, definition)),
            section(INPUT, out -> writeSchema(out, trained.inputSchema())),
            section(OUTPUT, out -> writeSchema(out, trained.outputSchema())),
            section(STAGES, trained.stages()::writeTo),
            section(MODELS, out -> writeModels(out, trained.models())),
            section(ROWS, out -> out.writeLong(trained.rows())));
    try {
      StateFile.write(file, definition.digest(), sections);
    } catch (IOException problem) {
      throw new UncheckedIOException("the trained pipeline could not be saved: " + file, problem);
    }
  }

  private static StateFile.Section section(String name, Consumer<StateWriter> content) {
    return new StateFile.Section(name, VERSION, content);
  }

  private static void writeSchema(StateWriter out, Schema schema) {
    out.writeInt(schema.size()).writeInt(schema.declaredCount());
    out.writeBoolean(schema.isOpenEnded());
    for (int i = 0; i < schema.size(); i++) {
      out.writeString(schema.column(i).name());
      out.writeString(schema.column(i).type().name());
      out.writeLong(schema.firstSeenRow(i));
    }
  }

  private static Schema readSchema(StateReader in) {
    int size = in.readCount(1);
    int declared = in.readInt();
    boolean open = in.readBoolean();
    Schema schema = Schema.empty();
    for (int i = 0; i < size; i++) {
      ColumnSpec column = new ColumnSpec(in.readString(), ValueType.valueOf(in.readString()));
      long firstSeenRow = in.readLong();
      schema = i < declared ? schema.with(column) : schema.withDynamic(column, firstSeenRow);
    }
    return open ? schema.openEnded() : schema;
  }

  static TrainedPipeline read(Path path, PipelineDefinition definition) {
    return read(
        path,
        file -> {
          file.requireDefinition(definition.digest());
          return definition;
        });
  }

  static TrainedPipeline read(Path path, UserCode code) {
    return read(path, file -> file.read(DEFINITION, VERSION, in -> DefinitionCodec.read(in, code)));
  }

  private static TrainedPipeline read(Path path, Function<StateFile, PipelineDefinition> how) {
    try (StateFile file = StateFile.open(path)) {
      return new TrainedPipeline(
          how.apply(file),
          file.read(INPUT, VERSION, TrainedFile::readSchema),
          file.read(OUTPUT, VERSION, TrainedFile::readSchema),
          file.read(STAGES, VERSION, StateSnapshot::read),
          file.read(MODELS, VERSION, TrainedFile::readModels),
          file.read(ROWS, VERSION, StateReader::readLong));
    } catch (IOException problem) {
      throw new UncheckedIOException("the trained pipeline could not be read: " + path, problem);
    }
  }

  private static void writeModels(StateWriter out, List<TrainedModel> models) {
    out.writeInt(models.size());
    for (TrainedModel model : models) {
      out.writeString(model.name()).writeInt(model.features().size());
      model.features().names().forEach(out::writeString);
      out.writeNested(model.state()::writeTo);
    }
  }

  private static List<TrainedModel> readModels(StateReader in) {
    List<TrainedModel> models = new ArrayList<>();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      List<String> features = new ArrayList<>();
      int size = in.readCount(4);
      for (int j = 0; j < size; j++) {
        features.add(in.readString());
      }
      StateSnapshot state = in.readNested(StateSnapshot::read);
      models.add(new TrainedModel(name, new Features(features), state));
    }
    return models;
  }
}
