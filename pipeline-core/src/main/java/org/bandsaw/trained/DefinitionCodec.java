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
 * Definitions as bytes. What is made of plain data is written whole; user code is written as name
 * and version, and has to be given again.
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
    for (LearnerSpec learning : definition.learners()) {
      Learner learner = learning.learner();
      out.writeString(learning.name()).writeString(learning.target());
      write(out, learner, learner.name(), learner.version());
      RecordCodec.encode(out, learning.scoring(), KINDS);
      out.writeString(learning.newFeatures().name());
      out.writeString(learning.onNonFinite().name());
      RecordCodec.encode(out, learning.weighting(), KINDS);
      out.writeInt(learning.excluded().size());
      learning.excluded().forEach(out::writeString);
    }
  }

  private static void write(StateWriter out, Object part, String name, int version) {
    boolean plain = RecordCodec.isEncodable(part, KINDS);
    out.writeBoolean(plain);
    if (plain) {
      RecordCodec.encode(out, part, KINDS);
    } else {
      out.writeString(name).writeInt(version);
    }
  }

  /**
   * Reads a definition.
   *
   * @throws UnsavableException naming the user code that is not given, or has another version
   */
  static PipelineDefinition read(StateReader in, UserCode code) {
    in.readVersion(VERSION);
    long seed = in.readLong();
    List<String> absent = new ArrayList<>();
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
                () -> absent.add(missing("stage", name, version, given.map(Stage::version))));
      }
    }
    Holdout holdout = (Holdout) RecordCodec.decode(in, KINDS);
    FitOn fitOn = FitOn.valueOf(in.readString());
    List<LearnerSpec> learnings = new ArrayList<>();
    int learners = in.readCount(1);
    for (int i = 0; i < learners; i++) {
      readLearnerSpec(in, code, absent).ifPresent(learnings::add);
    }
    if (!absent.isEmpty()) {
      throw new UnsavableException(
          "this file needs user code that it cannot hold; give it again with UserCode", absent);
    }
    return new PipelineDefinition(stages, learnings, holdout, fitOn, seed);
  }

  private static String missing(String kind, String name, int version, Optional<Integer> given) {
    return String.format(Locale.ROOT, "%s '%s' version %d", kind, name, version)
        + given.map(other -> " (version " + other + " was given)").orElse("");
  }

  private static Optional<LearnerSpec> readLearnerSpec(
      StateReader in, UserCode code, List<String> absent) {
    String called = in.readString();
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
        absent.add(missing("learner", name, version, given.map(Learner::version)));
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
                called, target, known, scoring, newFeatures, onNonFinite, weighting, excluded));
  }
}
