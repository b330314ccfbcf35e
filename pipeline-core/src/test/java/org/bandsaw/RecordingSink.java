package org.bandsaw;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.Schema;
import org.bandsaw.sink.Sink;
import org.bandsaw.sink.SinkRun;

/** Records the rows that it receives, and fails on request. Used for one run. */
final class RecordingSink implements Sink {

  final List<Long> sourceRows = new ArrayList<>();
  final List<Integer> writes = new ArrayList<>();
  int opened;
  int closed;

  private final String name;
  private final int failingWrite;
  private final boolean failsToOpen;
  private final boolean failsToClose;

  private RecordingSink(String name, int failingWrite, boolean failsToOpen, boolean failsToClose) {
    this.name = name;
    this.failingWrite = failingWrite;
    this.failsToOpen = failsToOpen;
    this.failsToClose = failsToClose;
  }

  static RecordingSink named(String name) {
    return new RecordingSink(name, 0, false, false);
  }

  /** Returns a sink that throws an {@link IOException} at its n-th write, from 1. */
  static RecordingSink failingAt(String name, int write) {
    return new RecordingSink(name, write, false, false);
  }

  static RecordingSink failingToOpen(String name) {
    return new RecordingSink(name, 0, true, false);
  }

  static RecordingSink failingToClose(String name) {
    return new RecordingSink(name, 0, false, true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SinkRun open(Schema rows) {
    opened++;
    if (failsToOpen) {
      throw new UnsupportedOperationException("no more handles");
    }
    return new SinkRun() {
      @Override
      public void write(Chunk chunk) throws IOException {
        if (writes.size() + 1 == failingWrite) {
          throw new IOException("disk full");
        }
        writes.add(chunk.rowCount());
        for (int i = 0; i < chunk.rowCount(); i++) {
          sourceRows.add(chunk.sourceRow(i));
        }
      }

      @Override
      public long rowsWritten() {
        return sourceRows.size();
      }

      @Override
      public void close() throws IOException {
        closed++;
        if (failsToClose) {
          throw new IOException("cannot flush");
        }
      }
    };
  }
}
