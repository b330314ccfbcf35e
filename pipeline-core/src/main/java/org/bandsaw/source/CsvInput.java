package org.bandsaw.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.MemorySizes;

/**
 * The bytes of a file as UTF-8, a window of them at a time. Up to {@link #completeEnd} there are
 * only whole lines; behind {@link #end} there is always room to read words of eight bytes.
 */
final class CsvInput implements Closeable {

  /** What asking for more bytes gave. */
  enum FillResult {
    FILLED,
    END_OF_INPUT,
    RECORD_TOO_LONG
  }

  /** A time stamp is looked at as a whole before it is known to be one. */
  static final int PADDING = 32;

  private InputStream in;
  private final int initialCapacity;
  private final int maxCapacity;
  private final List<byte[]> sample = new ArrayList<>();
  private boolean isSampling;
  private int unsavedStart;
  private boolean newlineAdded;

  /** The window. */
  byte[] bytes;

  /** Where its bytes end. */
  int end;

  /** Where the last line that is known to be whole ends. */
  int completeEnd;

  private boolean ended;
  private long bytesRead;

  /** Bytes before this one wait in memory to be read again. */
  private long sampleEnd;

  /** What lies between the file and the window. */
  private long streamBufferBytes;

  private CsvInput(InputStream in, int usual, int most) {
    this.in = in;
    this.initialCapacity = usual;
    this.maxCapacity = most;
    this.bytes = new byte[usual + PADDING];
  }

  static CsvInput open(InputStream raw, String name, CsvOptions options) throws IOException {
    try {
      int usual = Math.min(options.bufferBytes, options.maxRecordBytes) - PADDING;
      CsvInput input =
          new CsvInput(
              name.endsWith(".gz") ? CsvStreams.decompress(raw) : raw,
              Math.max(16, usual),
              Math.max(16, options.maxRecordBytes));
      input.streamBufferBytes = name.endsWith(".gz") ? CsvStreams.decompressionBufferBytes() : 0;
      input.detectCharset(options.charset);
      return input;
    } catch (IOException | RuntimeException e) {
      try {
        raw.close();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Looks for a byte order mark among the first bytes, and has others than UTF-8 transcoded. */
  private void detectCharset(Charset given) throws IOException {
    int n = 0;
    while (end < 3 && n >= 0) {
      n = in.read(bytes, end, bytes.length - PADDING - end);
      bytesRead += Math.max(0, n);
      end += Math.max(0, n);
    }
    Charset charset = given;
    int mark = 0;
    if (startsWith(0xEF, 0xBB) && end >= 3 && bytes[2] == (byte) 0xBF) {
      charset = StandardCharsets.UTF_8;
      mark = 3;
    } else if (startsWith(0xFF, 0xFE)) {
      charset = StandardCharsets.UTF_16LE;
      mark = 2;
    } else if (startsWith(0xFE, 0xFF)) {
      charset = StandardCharsets.UTF_16BE;
      mark = 2;
    }
    end -= mark;
    if (charset.equals(StandardCharsets.UTF_8)) {
      System.arraycopy(bytes, mark, bytes, 0, end);
      completeEnd = Math.max(0, lastLineEnd(0));
    } else {
      byte[] first = Arrays.copyOfRange(bytes, mark, mark + end);
      streamBufferBytes += TranscodingStream.BUFFER_BYTES;
      in = CsvStreams.transcode(CsvStreams.concat(List.of(first), in), charset);
      end = 0;
    }
  }

  private boolean startsWith(int first, int second) {
    return end >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }

  /**
   * Reads on until another line is whole, or the input ends. What stood at {@code from} stands at 0
   * afterwards.
   */
  FillResult fill(int from) throws IOException {
    if (ended) {
      return FillResult.END_OF_INPUT;
    }
    int kept = end - from;
    if (isSampling) {
      sample.add(Arrays.copyOfRange(bytes, unsavedStart, end));
    }
    System.arraycopy(bytes, from, bytes, 0, kept);
    completeEnd = Math.max(0, completeEnd - from);
    end = kept;
    unsavedStart = kept;
    if (bytes.length > initialCapacity + PADDING && kept < initialCapacity / 2) {
      bytes = Arrays.copyOf(bytes, initialCapacity + PADDING);
    }
    // The last byte may be a carriage return that was waiting for its line feed.
    int searched = Math.max(0, kept - 1);
    while (true) {
      int capacity = bytes.length - PADDING;
      if (end == capacity) {
        if (capacity >= maxCapacity) {
          return FillResult.RECORD_TOO_LONG;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * capacity, maxCapacity) + PADDING);
        continue;
      }
      int n = in.read(bytes, end, capacity - end);
      bytesRead += Math.max(0, n);
      if (n < 0) {
        ended = true;
        if (end > 0 && bytes[end - 1] != '\n' && bytes[end - 1] != '\r') {
          bytes[end++] = '\n';
          newlineAdded = true;
        }
        bytes[end] = 0;
        completeEnd = end;
        return end > kept || kept > 0 ? FillResult.FILLED : FillResult.END_OF_INPUT;
      }
      end += n;
      int found = lastLineEnd(searched);
      if (found > completeEnd) {
        completeEnd = found;
        return FillResult.FILLED;
      }
      searched = Math.max(0, end - 1);
    }
  }

  /** Where the last whole line at or behind {@code from} ends, or -1. */
  private int lastLineEnd(int from) {
    for (int i = end - 1; i >= from; i--) {
      if (bytes[i] == '\n' || (bytes[i] == '\r' && i < end - 1)) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Whether nothing comes after {@link #end}. */
  boolean isEnded() {
    return ended;
  }

  /** From here on bytes are kept, so that {@link #rewind} can come back to this position. */
  void startSample(int position) {
    isSampling = true;
    unsavedStart = position;
  }

  /** Goes back to where the sample began, and answers its position. */
  int rewind() {
    isSampling = false;
    if (sample.isEmpty()) {
      return unsavedStart;
    }
    sample.add(Arrays.copyOfRange(bytes, unsavedStart, newlineAdded ? end - 1 : end));
    sampleEnd = bytesRead;
    for (byte[] again : sample) {
      bytesRead -= again.length;
    }
    in = CsvStreams.concat(sample, in);
    sample.clear();
    end = 0;
    completeEnd = 0;
    unsavedStart = 0;
    ended = false;
    newlineAdded = false;
    return 0;
  }

  /** Bytes that came from the stream, unpacked. */
  long bytesRead() {
    return bytesRead;
  }

  long retainedBytes() {
    return MemorySizes.bytes(bytes.length) + Math.max(0, sampleEnd - bytesRead) + streamBufferBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
