package org.bandsaw.trained;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.learn.FitOn;
import org.bandsaw.learn.Holdout;
import org.bandsaw.state.KeyedStateStore;
import org.bandsaw.state.StateFile;
import org.bandsaw.state.StateSnapshot;
import org.bandsaw.state.StateWriter;

/**
 * A process whose heap is little larger than the state that it saves and loads: the records of many
 * keys, as the state of the steps of a trained pipeline.
 */
public final class LargeStateProcess {

  private static final int DOUBLES_PER_KEY = 250;
  private static final String STREAM = "stream";
  private static final String COLLECT = "collect";

  private LargeStateProcess() {}

  /** The exit code and the output of such a process. */
  public record Result(int exitCode, String output) {}

  /** Saves, compares and loads a state through a file in the folder. */
  public static Result streamed(Path folder, int stateMebibytes, int heapMebibytes)
      throws IOException, InterruptedException {
    return run(STREAM, folder, stateMebibytes, heapMebibytes);
  }

  /** Collects the same state in one array. */
  public static Result collected(Path folder, int stateMebibytes, int heapMebibytes)
      throws IOException, InterruptedException {
    return run(COLLECT, folder, stateMebibytes, heapMebibytes);
  }

  private static Result run(String how, Path folder, int stateMebibytes, int heapMebibytes)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    int exitCode =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMebibytes + "m",
                "-cp",
                classPath,
                LargeStateProcess.class.getName(),
                how,
                folder.resolve("trained.state").toString(),
                Integer.toString(stateMebibytes))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return new Result(exitCode, Files.readString(output, StandardCharsets.UTF_8));
  }

  public static void main(String[] args) throws IOException {
    KeyedStateStore store = filledStore(Integer.parseInt(args[2]));
    if (args[0].equals(COLLECT)) {
      StateWriter out = new StateWriter();
      store.save(out);
      System.out.println("collected " + out.toBytes().length + " bytes");
      return;
    }
    Path file = Path.of(args[1]);
    StateSnapshot state = StateSnapshot.of(store::save);
    System.out.printf(Locale.ROOT, "state %d bytes%n", state.length());

    long start = System.nanoTime();
    trained(state).save(file);
    long saved = System.nanoTime();
    store.clear();
    long loading;
    try (StateFile read = StateFile.open(file)) {
      loading = System.nanoTime();
      read.load("stages", 1, store);
    }
    long end = System.nanoTime();

    if (!StateSnapshot.of(store::save).equals(state)) {
      throw new IllegalStateException("the loaded state differs from the saved one");
    }
    System.out.printf(
        Locale.ROOT,
        "file %d bytes, heap limit %d MiB, saved in %.1f s, checked in %.1f s, loaded in %.1f s,"
            + " peak resident %s%n",
        Files.size(file),
        Runtime.getRuntime().maxMemory() >> 20,
        (saved - start) / 1e9,
        (loading - saved) / 1e9,
        (end - loading) / 1e9,
        peakResidentMemory().orElse("unknown"));
  }

  private static TrainedPipeline trained(StateSnapshot state) {
    PipelineDefinition definition =
        new PipelineDefinition(
            List.of(), List.of(), Holdout.share(0.2), FitOn.TRAINING_ROWS, /* seed= */ 1);
    Schema schema = Schema.of(ColumnSpec.real("x"));
    return new TrainedPipeline(definition, schema, schema, state, List.of(), /* rows= */ 0);
  }

  private static KeyedStateStore filledStore(int mebibytes) {
    int keys = (int) (((long) mebibytes << 20) / (DOUBLES_PER_KEY * Double.BYTES));
    KeyedStateStore store = new KeyedStateStore(DOUBLES_PER_KEY, 0, keys);
    for (int i = 0; i < keys; i++) {
      int slot = store.getOrCreateSlot(Integer.toString(i, 36));
      double[] doubles = store.doubles(slot);
      int offset = store.doublesOffset(slot);
      for (int j = 0; j < DOUBLES_PER_KEY; j++) {
        doubles[offset + j] = i / (j + 1.0);
      }
    }
    return store;
  }

  private static Optional<String> peakResidentMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.substring(6).strip())
          .findFirst();
    }
  }
}
