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
import org.bandsaw.learn.Learning;
import org.bandsaw.learn.OnlineLearner;
import org.bandsaw.state.StateFile;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/** The file of a trained pipeline: definition, columns, features, state of stages and model. */
final class TrainedFile {

  private static final int VERSION = 1;
  private static final String DEFINITION = "definition";
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";
  private static final String FEATURES = "features";
  private static final String STAGES = "stages";
  private static final String MODEL = "model";
  private static final String ROWS = "rows";

  private TrainedFile() {}

  static void write(Path file, TrainedPipeline trained) {
    Definition definition = trained.definition();
    definition
        .learning()
        .map(Learning::learner)
        .filter(l -> !l.capabilities().contains(OnlineLearner.Capability.SAVEABLE))
        .ifPresent(
            learner -> {
              throw new UnsavableException(
                  "models of this learner cannot be saved", List.of(learner.name()));
            });
    StateWriter written = new StateWriter();
    DefinitionFormat.write(written, definition);
    StateWriter features = new StateWriter();
    features.writeInt(trained.features().size());
    trained.features().names().forEach(features::writeString);
    List<StateFile.Section> sections = new ArrayList<>();
    sections.add(new StateFile.Section(DEFINITION, VERSION, written.toBytes()));
    sections.add(new StateFile.Section(INPUT, VERSION, bytes(trained.inputSchema())));
    sections.add(new StateFile.Section(OUTPUT, VERSION, bytes(trained.outputSchema())));
    sections.add(new StateFile.Section(FEATURES, VERSION, features.toBytes()));
    sections.add(new StateFile.Section(STAGES, VERSION, wrapped(trained.stageState())));
    sections.add(new StateFile.Section(MODEL, VERSION, wrapped(trained.modelState())));
    byte[] rows = new StateWriter().writeLong(trained.rows()).toBytes();
    sections.add(new StateFile.Section(ROWS, VERSION, rows));
    try {
      StateFile.write(file, definition.digest(), sections);
    } catch (IOException problem) {
      throw new UncheckedIOException("the trained pipeline could not be saved: " + file, problem);
    }
  }

  private static byte[] wrapped(byte[] state) {
    return new StateWriter().writeBytes(state).toBytes();
  }

  private static byte[] bytes(Schema schema) {
    StateWriter out = new StateWriter();
    out.writeInt(schema.size()).writeInt(schema.declaredCount());
    out.writeBoolean(schema.isOpenEnded());
    for (int i = 0; i < schema.size(); i++) {
      out.writeString(schema.column(i).name());
      out.writeString(schema.column(i).type().name());
      out.writeLong(schema.bornAt(i));
    }
    return out.toBytes();
  }

  private static Schema schema(StateReader in) {
    int size = in.count(1);
    int declared = in.readInt();
    boolean open = in.readBoolean();
    Schema schema = Schema.empty();
    for (int i = 0; i < size; i++) {
      ColumnSpec column = new ColumnSpec(in.readString(), ValueType.valueOf(in.readString()));
      long born = in.readLong();
      schema = i < declared ? schema.with(column) : schema.grown(column, born);
    }
    return open ? schema.openEnded() : schema;
  }

  static TrainedPipeline read(Path path, Definition definition) {
    StateFile file = open(path);
    file.requireDefinition(definition.digest());
    return read(file, definition);
  }

  static TrainedPipeline read(Path path, UserCode code) {
    StateFile file = open(path);
    return read(file, file.read(DEFINITION, VERSION, in -> DefinitionFormat.read(in, code)));
  }

  private static TrainedPipeline read(StateFile file, Definition definition) {
    return new TrainedPipeline(
        definition,
        file.read(INPUT, VERSION, TrainedFile::schema),
        file.read(OUTPUT, VERSION, TrainedFile::schema),
        file.read(FEATURES, VERSION, TrainedFile::features),
        file.read(STAGES, VERSION, StateReader::readBytes),
        file.read(MODEL, VERSION, StateReader::readBytes),
        file.read(ROWS, VERSION, StateReader::readLong));
  }

  private static StateFile open(Path path) {
    try {
      return StateFile.read(path);
    } catch (IOException problem) {
      throw new UncheckedIOException("the trained pipeline could not be read: " + path, problem);
    }
  }

  private static Features features(StateReader in) {
    List<String> names = new ArrayList<>();
    int count = in.count(4);
    for (int i = 0; i < count; i++) {
      names.add(in.readString());
    }
    return new Features(names);
  }
}
