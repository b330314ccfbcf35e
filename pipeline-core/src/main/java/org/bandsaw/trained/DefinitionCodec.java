package org.bandsaw.trained;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.learn.Learner;
import org.bandsaw.learn.LearnerKinds;
import org.bandsaw.learn.LearnerSpec;
import org.bandsaw.learn.NewFeatures;
import org.bandsaw.learn.OnNonFinite;
import org.bandsaw.learn.Prequential;
import org.bandsaw.learn.Weighting;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.StageKinds;
import org.bandsaw.state.RecordCodec;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * Encodes definitions. Stages and learners of plain data are written completely. User code is
 * written as name and version, and has to be provided again for reading.
 */
final class DefinitionCodec {

  private static final int VERSION = 1;
  private static final Map<String, Class<?>> KINDS = kinds();

  private DefinitionCodec() {}

  private static Map<String, Class<?>> kinds() {
    Map<String, Class<?>> kinds = new HashMap<>(StageKinds.all());
    kinds.putAll(LearnerKinds.all());
    return Map.copyOf(kinds);
  }

  static void write(StateWriter out, PipelineDefinition definition) {
    out.writeVersion(VERSION).writeLong(definition.seed()).writeInt(definition.stages().size());
    for (Stage stage : definition.stages()) {
      write(out, stage, stage.name(), stage.version());
    }
    RecordCodec.encode(out, definition.holdout(), KINDS);
    out.writeString(definition.fitOn().name()).writeInt(definition.learners().size());
    for (LearnerSpec spec : definition.learners()) {
      Learner learner = spec.learner();
      out.writeString(spec.name()).writeString(spec.target());
      write(out, learner, learner.name(), learner.version());
      RecordCodec.encode(out, spec.scoring(), KINDS);
      out.writeString(spec.newFeatures().name());
      out.writeString(spec.onNonFinite().name());
      RecordCodec.encode(out, spec.weighting(), KINDS);
      out.writeInt(spec.excluded().size());
      spec.excluded().forEach(out::writeString);
    }
  }

  private static void write(StateWriter out, Object part, String name, int version) {
    boolean isPlain = RecordCodec.isEncodable(part, KINDS);
    out.writeBoolean(isPlain);
    if (isPlain) {
      RecordCodec.encode(out, part, KINDS);
    } else {
      out.writeString(name).writeInt(version);
    }
  }

  /**
   * Reads a definition.
   *
   * @throws UnsavableException if user code is not provided or has another version; the message
   *     names it
   */
  static PipelineDefinition read(StateReader in, UserCode code) {
    in.readVersion(VERSION);
    long seed = in.readLong();
    List<String> missing = new ArrayList<>();
    List<Stage> stages = new ArrayList<>();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      if (in.readBoolean()) {
        stages.add((Stage) RecordCodec.decode(in, KINDS));
      } else {
        String name = in.readString();
        int version = in.readInt();
        Optional<Stage> given = code.stage(name);
        given
            .filter(stage -> stage.version() == version)
            .ifPresentOrElse(
                stages::add,
                () -> missing.add(describe("stage", name, version, given.map(Stage::version))));
      }
    }
    Holdout holdout = (Holdout) RecordCodec.decode(in, KINDS);
    FitOn fitOn = FitOn.valueOf(in.readString());
    List<LearnerSpec> learners = new ArrayList<>();
    int learnerCount = in.readCount(1);
    for (int i = 0; i < learnerCount; i++) {
      readLearnerSpec(in, code, missing).ifPresent(learners::add);
    }
    if (!missing.isEmpty()) {
      throw new UnsavableException(
          "this file needs user code that it cannot contain; provide it with UserCode", missing);
    }
    return new PipelineDefinition(stages, learners, holdout, fitOn, seed);
  }

  private static String describe(String kind, String name, int version, Optional<Integer> given) {
    return String.format(Locale.ROOT, "%s '%s' version %d", kind, name, version)
        + given.map(other -> " (version " + other + " was provided)").orElse("");
  }

  private static Optional<LearnerSpec> readLearnerSpec(
      StateReader in, UserCode code, List<String> missing) {
    String learnerName = in.readString();
    String target = in.readString();
    Optional<Learner> learner;
    if (in.readBoolean()) {
      learner = Optional.of((Learner) RecordCodec.decode(in, KINDS));
    } else {
      String name = in.readString();
      int version = in.readInt();
      Optional<Learner> given = code.learner(name);
      learner = given.filter(known -> known.version() == version);
      if (learner.isEmpty()) {
        missing.add(describe("learner", name, version, given.map(Learner::version)));
      }
    }
    Prequential scoring = (Prequential) RecordCodec.decode(in, KINDS);
    NewFeatures newFeatures = NewFeatures.valueOf(in.readString());
    OnNonFinite onNonFinite = OnNonFinite.valueOf(in.readString());
    Weighting weighting = (Weighting) RecordCodec.decode(in, KINDS);
    List<String> excluded = new ArrayList<>();
    int count = in.readCount(4);
    for (int i = 0; i < count; i++) {
      excluded.add(in.readString());
    }
    return learner.map(
        known ->
            new LearnerSpec(
                learnerName,
                target,
                known,
                scoring,
                newFeatures,
                onNonFinite,
                weighting,
                excluded));
  }
}
