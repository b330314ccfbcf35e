package org.bandsaw.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Enumeration;
import java.util.List;
import java.util.Queue;
import java.util.zip.GZIPInputStream;
import org.bandsaw.data.MemorySizes;

/** What may lie between a file and its bytes as UTF-8; not even loaded when nothing does. */
final class CsvStreams {

  private static final int GZIP_BUFFER_BYTES = 1 << 16;

  private CsvStreams() {}

  /** What unpacking holds: its buffer. */
  static long decompressionBufferBytes() {
    return MemorySizes.bytes(GZIP_BUFFER_BYTES);
  }

  static InputStream decompress(InputStream raw) throws IOException {
    return new GZIPInputStream(raw, GZIP_BUFFER_BYTES);
  }

  static InputStream transcode(InputStream in, Charset charset) {
    return new TranscodingStream(in, charset);
  }

  /** These bytes, then the rest. */
  static InputStream concat(List<byte[]> first, InputStream rest) {
    Queue<InputStream> parts = new ArrayDeque<>();
    for (byte[] part : first) {
      parts.add(new ByteArrayInputStream(part));
    }
    parts.add(rest);
    return new SequenceInputStream(new DrainingEnumeration(parts));
  }

  /** Lets each stream go when it is handed out, so that the bytes of it can be collected. */
  @SuppressWarnings("JdkObsolete") // a SequenceInputStream takes nothing else
  private record DrainingEnumeration(Queue<InputStream> parts) implements Enumeration<InputStream> {

    @Override
    public boolean hasMoreElements() {
      return !parts.isEmpty();
    }

    @Override
    public InputStream nextElement() {
      return parts.remove();
    }
  }
}
