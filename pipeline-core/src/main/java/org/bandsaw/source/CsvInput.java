package org.bandsaw.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bandsaw.data.Retained;

/**
 * The bytes of a file as UTF-8, a window of them at a time. Up to {@link #last} there are only
 * whole lines; behind {@link #end} there is always room to read words of eight bytes.
 */
final class CsvInput implements Closeable {

  /** What asking for more bytes gave. */
  enum More {
    YES,
    NO,
    TOO_LONG
  }

  /** A time stamp is looked at as a whole before it is known to be one. */
  static final int PAD = 32;

  private InputStream in;
  private final int usual;
  private final int most;
  private final List<byte[]> sample = new ArrayList<>();
  private boolean sampling;
  private int unsaved;
  private boolean newlineAdded;

  /** The window. */
  byte[] bytes;

  /** Where its bytes end. */
  int end;

  /** Where the last line that is known to be whole ends. */
  int last;

  private boolean ended;
  private long bytesRead;

  /** Bytes before this one wait in memory to be read again. */
  private long sampleEnd;

  /** What lies between the file and the window. */
  private long streamBytes;

  private CsvInput(InputStream in, int usual, int most) {
    this.in = in;
    this.usual = usual;
    this.most = most;
    this.bytes = new byte[usual + PAD];
  }

  static CsvInput open(InputStream raw, String name, CsvOptions options) throws IOException {
    try {
      int usual = Math.min(options.bufferBytes, options.maxRecordBytes) - PAD;
      CsvInput input =
          new CsvInput(
              name.endsWith(".gz") ? CsvStreams.unpacked(raw) : raw,
              Math.max(16, usual),
              Math.max(16, options.maxRecordBytes));
      input.streamBytes = name.endsWith(".gz") ? CsvStreams.unpackingBytes() : 0;
      input.begin(options.charset);
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
  private void begin(Charset given) throws IOException {
    int n = 0;
    while (end < 3 && n >= 0) {
      n = in.read(bytes, end, bytes.length - PAD - end);
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
      last = Math.max(0, lineEnd(0));
    } else {
      byte[] first = Arrays.copyOfRange(bytes, mark, mark + end);
      streamBytes += TranscodingStream.BUFFER_BYTES;
      in = CsvStreams.transcoded(CsvStreams.joined(List.of(first), in), charset);
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
  More more(int from) throws IOException {
    if (ended) {
      return More.NO;
    }
    int kept = end - from;
    if (sampling) {
      sample.add(Arrays.copyOfRange(bytes, unsaved, end));
    }
    System.arraycopy(bytes, from, bytes, 0, kept);
    last = Math.max(0, last - from);
    end = kept;
    unsaved = kept;
    if (bytes.length > usual + PAD && kept < usual / 2) {
      bytes = Arrays.copyOf(bytes, usual + PAD);
    }
    // The last byte may be a carriage return that was waiting for its line feed.
    int searched = Math.max(0, kept - 1);
    while (true) {
      int capacity = bytes.length - PAD;
      if (end == capacity) {
        if (capacity >= most) {
          return More.TOO_LONG;
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * capacity, most) + PAD);
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
        last = end;
        return end > kept || kept > 0 ? More.YES : More.NO;
      }
      end += n;
      int found = lineEnd(searched);
      if (found > last) {
        last = found;
        return More.YES;
      }
      searched = Math.max(0, end - 1);
    }
  }

  /** Where the last whole line at or behind {@code from} ends, or -1. */
  private int lineEnd(int from) {
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
    sampling = true;
    unsaved = position;
  }

  /** Goes back to where the sample began, and answers its position. */
  int rewind() {
    sampling = false;
    if (sample.isEmpty()) {
      return unsaved;
    }
    sample.add(Arrays.copyOfRange(bytes, unsaved, newlineAdded ? end - 1 : end));
    sampleEnd = bytesRead;
    for (byte[] again : sample) {
      bytesRead -= again.length;
    }
    in = CsvStreams.joined(sample, in);
    sample.clear();
    end = 0;
    last = 0;
    unsaved = 0;
    ended = false;
    newlineAdded = false;
    return 0;
  }

  /** Bytes that came from the stream, unpacked. */
  long bytesRead() {
    return bytesRead;
  }

  long retainedBytes() {
    return Retained.bytes(bytes.length) + Math.max(0, sampleEnd - bytesRead) + streamBytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
