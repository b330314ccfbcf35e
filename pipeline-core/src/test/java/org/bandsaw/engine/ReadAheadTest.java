package org.bandsaw.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.Schema;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.SourcePosition;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

  private static final Schema SCHEMA = Schema.of(ColumnSpec.real("fare"));

  private static Chunk rows(int from, int to) {
    return Chunk.of(from, SCHEMA, to - from, DoubleVector.wrap(new double[to - from], to - from));
  }

  /** Returns one row more at each read, without waiting. */
  private static final class CountingReader implements ChunkReader {
    final BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
    private int number;

    @Override
    public Schema schema() {
      return SCHEMA;
    }

    @Override
    public Optional<Chunk> next(ReadLimit limit) {
      read.add(++number);
      int first = number * 10;
      return Optional.of(rows(first, first + number)); // one row more at each read
    }

    @Override
    public Optional<SourcePosition> position() {
      return Optional.of(SourcePosition.ofRow(10L * number));
    }

    @Override
    public OptionalLong bytesRead() {
      return OptionalLong.of(100L * number);
    }

    @Override
    public OptionalDouble queueFill() {
      return OptionalDouble.of(0.5);
    }

    @Override
    public long cellsSetMissing() {
      return number;
    }

    @Override
    public long retainedBytes() {
      return 1_000_000;
    }

    @Override
    public void close() {}
  }

  private static int firstRow(ReadAhead ahead) throws java.io.IOException {
    return (int) ahead.next(ReadLimit.ofRows(9)).orElseThrow().firstSourceRow();
  }

  @Test
  void readsTwoChunksAheadUntilItReadsOnDemand() throws Exception {
    CountingReader reader = new CountingReader();
    try (ReadAhead ahead = new ReadAhead(reader, "two")) {
      assertThat(firstRow(ahead)).isEqualTo(10);
      // 2 and 3 are read ahead
      assertThat(List.of(reader.read.take(), reader.read.take(), reader.read.take()))
          .containsExactly(1, 2, 3);

      ahead.setOnDemand(true);

      // chunks that were read ahead come first; then each is read on demand
      assertThat(firstRow(ahead)).isEqualTo(20);
      assertThat(firstRow(ahead)).isEqualTo(30);
      assertThat(reader.read).isEmpty();
      assertThat(firstRow(ahead)).isEqualTo(40);
      assertThat(reader.read.take()).isEqualTo(4);
      assertThat(reader.read).isEmpty();

      ahead.setOnDemand(false);

      assertThat(reader.read.take()).isEqualTo(5);
      assertThat(reader.read.take()).isEqualTo(6);
    }
  }

  @Test
  void accountsForWaitingChunksAndForTheReader() throws Exception {
    CountingReader reader = new CountingReader();
    try (ReadAhead ahead = new ReadAhead(reader, "account")) {
      ahead.setOnDemand(true);
      assertThat(ahead.retainedBytes()).isZero();

      assertThat(firstRow(ahead)).isEqualTo(10);
      assertThat(ahead.retainedBytes()).isEqualTo(1_000_000); // the chunk belongs to the caller

      ahead.setOnDemand(false);
      reader.read.take();
      reader.read.take();
      reader.read
          .take(); // reading 3 has started, so 2 waits, and 3 waits or counts as many bytes as 2
      long two = rows(20, 22).retainedBytes();
      long three = rows(30, 33).retainedBytes();
      assertThat(ahead.retainedBytes() - 1_000_000).isIn(two + two, two + three);
    }
  }

  @Test
  void closesWhileItWaitsForARequest() throws Exception {
    CountingReader reader = new CountingReader();
    ReadAhead ahead = new ReadAhead(reader, "waiting");
    ahead.setOnDemand(true);
    assertThat(firstRow(ahead)).isEqualTo(10);

    ahead.close();

    assertThat(reader.read).hasSize(1);
  }

  @Test
  void reportsTheLoadOfItsReader() throws Exception {
    try (ReadAhead ahead = new ReadAhead(new CountingReader(), "load")) {
      assertThat(ahead.bytesRead()).isEmpty();
      firstRow(ahead);

      assertThat(ahead.bytesRead().orElseThrow()).isGreaterThanOrEqualTo(100);
      assertThat(ahead.queueFill()).hasValue(0.5);
    }
  }

  @Test
  void countsMissingCellsOfTheRowsThatWereTakenOnly() throws Exception {
    CountingReader reader = new CountingReader();
    try (ReadAhead ahead = new ReadAhead(reader, "cells")) {
      firstRow(ahead);
      reader.read.take();
      reader.read.take();
      reader.read.take(); // two more chunks are read ahead

      assertThat(ahead.cellsSetMissing()).isEqualTo(1);
      firstRow(ahead);
      assertThat(ahead.cellsSetMissing()).isEqualTo(2);
    }
  }

  @Test
  void hasThePositionAfterTheRowsThatWereTaken() throws Exception {
    CountingReader reader = new CountingReader();
    try (ReadAhead ahead = new ReadAhead(reader, "position")) {
      assertThat(ahead.position()).hasValue(SourcePosition.ofRow(0));
      firstRow(ahead);
      reader.read.take();
      reader.read.take();
      reader.read.take(); // two more chunks are read ahead

      assertThat(ahead.position()).hasValue(SourcePosition.ofRow(10));
      firstRow(ahead);
      assertThat(ahead.position()).hasValue(SourcePosition.ofRow(20));
    }
  }
}
