package org.bandsaw.trained;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.ValueType;
import org.bandsaw.learn.Features;
import org.bandsaw.learn.Learner;
import org.bandsaw.state.StateFile;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.state.StateWriter;

/** The file of a trained pipeline: definition, columns, features, state of stages and model. */
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
    StateWriter written = new StateWriter();
    DefinitionCodec.write(written, definition);
    List<StateFile.Section> sections = new ArrayList<>();
    sections.add(new StateFile.Section(DEFINITION, VERSION, written.toBytes()));
    sections.add(new StateFile.Section(INPUT, VERSION, bytes(trained.inputSchema())));
    sections.add(new StateFile.Section(OUTPUT, VERSION, bytes(trained.outputSchema())));
    sections.add(new StateFile.Section(STAGES, VERSION, lengthPrefixed(trained.stageState())));
    sections.add(new StateFile.Section(MODELS, VERSION, models(trained.models())));
    byte[] rows = new StateWriter().writeLong(trained.rows()).toBytes();
    sections.add(new StateFile.Section(ROWS, VERSION, rows));
    try {
      StateFile.write(file, definition.digest(), sections);
    } catch (IOException problem) {
      throw new UncheckedIOException("the trained pipeline could not be saved: " + file, problem);
    }
  }

  private static byte[] lengthPrefixed(byte[] state) {
    return new StateWriter().writeBytes(state).toBytes();
  }

  private static byte[] bytes(Schema schema) {
    StateWriter out = new StateWriter();
    out.writeInt(schema.size()).writeInt(schema.declaredCount());
    out.writeBoolean(schema.isOpenEnded());
    for (int i = 0; i < schema.size(); i++) {
      out.writeString(schema.column(i).name());
      out.writeString(schema.column(i).type().name());
      out.writeLong(schema.firstSeenRow(i));
    }
    return out.toBytes();
  }

  private static Schema schema(StateReader in) {
    int size = in.readCount(1);
    int declared = in.readInt();
    boolean open = in.readBoolean();
    Schema schema = Schema.empty();
    for (int i = 0; i < size; i++) {
      ColumnSpec column = new ColumnSpec(in.readString(), ValueType.valueOf(in.readString()));
      long born = in.readLong();
      schema = i < declared ? schema.with(column) : schema.withDynamic(column, born);
    }
    return open ? schema.openEnded() : schema;
  }

  static TrainedPipeline read(Path path, PipelineDefinition definition) {
    StateFile file = open(path);
    file.requireDefinition(definition.digest());
    return read(file, definition);
  }

  static TrainedPipeline read(Path path, UserCode code) {
    StateFile file = open(path);
    return read(file, file.read(DEFINITION, VERSION, in -> DefinitionCodec.read(in, code)));
  }

  private static TrainedPipeline read(StateFile file, PipelineDefinition definition) {
    return new TrainedPipeline(
        definition,
        file.read(INPUT, VERSION, TrainedFile::schema),
        file.read(OUTPUT, VERSION, TrainedFile::schema),
        StateSnapshot.of(file.read(STAGES, VERSION, StateReader::readBytes)),
        file.read(MODELS, VERSION, TrainedFile::models),
        file.read(ROWS, VERSION, StateReader::readLong));
  }

  private static StateFile open(Path path) {
    try {
      return StateFile.read(path);
    } catch (IOException problem) {
      throw new UncheckedIOException("the trained pipeline could not be read: " + path, problem);
    }
  }

  private static byte[] models(List<TrainedModel> models) {
    StateWriter out = new StateWriter();
    out.writeInt(models.size());
    for (TrainedModel model : models) {
      out.writeString(model.name()).writeInt(model.features().size());
      model.features().names().forEach(out::writeString);
      out.writeBytes(model.state());
    }
    return out.toBytes();
  }

  private static List<TrainedModel> models(StateReader in) {
    List<TrainedModel> models = new ArrayList<>();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      List<String> features = new ArrayList<>();
      int size = in.readCount(4);
      for (int j = 0; j < size; j++) {
        features.add(in.readString());
      }
      models.add(new TrainedModel(name, new Features(features), StateSnapshot.of(in.readBytes())));
    }
    return models;
  }
}
