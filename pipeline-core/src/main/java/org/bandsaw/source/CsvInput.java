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
 * A window on the bytes of a file, transcoded to UTF-8. Up to {@link #completeEnd} it contains
 * whole lines only. {@link #PADDING} bytes after {@link #end} can be read, so that words of eight
 * bytes need no bounds check.
 */
final class CsvInput implements Closeable {

  /** Outcome of {@link #fill}. */
  enum FillResult {
    FILLED,
    END_OF_INPUT,
    RECORD_TOO_LONG
  }

  /** A cell is read as a timestamp, up to 20 bytes at once, before its end is known. */
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

  /** End of the bytes in the window. */
  int end;

  /** End of the last line in the window that is known to be complete. */
  int completeEnd;

  private boolean ended;
  private boolean isTranscoded;
  private long bytesRead;

  /** Offset in the stream up to which bytes of the sample are in memory, to be read again. */
  private long sampleEnd;

  /** Bytes held by the streams between the file and the window. */
  private long streamBufferBytes;

  private CsvInput(InputStream in, int initialCapacity, int maxCapacity) {
    this.in = in;
    this.initialCapacity = initialCapacity;
    this.maxCapacity = maxCapacity;
    this.bytes = new byte[initialCapacity + PADDING];
  }

  static CsvInput open(InputStream raw, String name, CsvOptions options) throws IOException {
    try {
      boolean isGzip = name.endsWith(".gz");
      int capacity = Math.min(options.bufferBytes, options.maxRecordBytes) - PADDING;
      CsvInput input =
          new CsvInput(
              isGzip ? CsvStreams.decompress(raw) : raw,
              Math.max(16, capacity),
              Math.max(16, options.maxRecordBytes));
      input.streamBufferBytes = isGzip ? CsvStreams.decompressionBufferBytes() : 0;
      input.detectCharset(options.charset);
      return input;
    } catch (IOException | RuntimeException e) {
      try {
        raw.close();
      } catch (IOException onClose) {
        e.addSuppressed(onClose);
      }
      throw e;
    }
  }

  /** Skips a byte order mark, and transcodes the stream if its charset is not UTF-8. */
  private void detectCharset(Charset configured) throws IOException {
    int n = 0;
    while (end < 3 && n >= 0) {
      n = in.read(bytes, end, bytes.length - PADDING - end);
      bytesRead += Math.max(0, n);
      end += Math.max(0, n);
    }
    Charset charset = configured;
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
      isTranscoded = true;
      streamBufferBytes += TranscodingStream.BUFFER_BYTES;
      in = CsvStreams.transcode(CsvStreams.concat(List.of(first), in), charset);
      end = 0;
    }
  }

  private boolean startsWith(int first, int second) {
    return end >= 2 && bytes[0] == (byte) first && bytes[1] == (byte) second;
  }

  /**
   * Reads until the window contains another complete line, or the input ends. First moves the bytes
   * from {@code from} on to the start of the window, where they are also if reading fails. Must not
   * be called if {@link #isEnded}.
   */
  FillResult fill(int from) throws IOException {
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
    // The last byte may be a carriage return whose line feed has not been read yet.
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

  /** Returns the end of the last complete line that ends after {@code from}, or -1. */
  private int lastLineEnd(int from) {
    for (int i = end - 1; i >= from; i--) {
      if (bytes[i] == '\n' || (bytes[i] == '\r' && i < end - 1)) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Whether the input ends at {@link #end}. */
  boolean isEnded() {
    return ended;
  }

  /** Keeps all bytes from this position on, so that {@link #rewind} can return to it. */
  void startSample(int position) {
    isSampling = true;
    unsavedStart = position;
  }

  /** Returns to the start of the sample, and returns its position in the window. */
  int rewind() {
    isSampling = false;
    if (sample.isEmpty()) {
      return unsavedStart;
    }
    sample.add(Arrays.copyOfRange(bytes, unsavedStart, newlineAdded ? end - 1 : end));
    sampleEnd = bytesRead;
    for (byte[] part : sample) {
      bytesRead -= part.length;
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

  /** Returns the number of bytes read from the stream, after decompression. */
  long bytesRead() {
    return bytesRead;
  }

  /**
   * Returns the offset in the decompressed file of a position in the window, or -1 if the file is
   * transcoded.
   */
  long byteOffset(int position) {
    if (isTranscoded) {
      return -1;
    }
    int fileEnd = newlineAdded ? end - 1 : end;
    return bytesRead - Math.max(0, fileEnd - position);
  }

  long retainedBytes() {
    return MemorySizes.bytes(bytes.length) + Math.max(0, sampleEnd - bytesRead) + streamBufferBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
