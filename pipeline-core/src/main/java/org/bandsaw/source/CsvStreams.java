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

/** Decompression and transcoding. A separate class, which is not loaded for plain UTF-8 files. */
final class CsvStreams {

  private static final int GZIP_BUFFER_BYTES = 1 << 16;

  private CsvStreams() {}

  /** Returns the bytes of the decompression buffer. */
  static long decompressionBufferBytes() {
    return MemorySizes.bytes(GZIP_BUFFER_BYTES);
  }

  static InputStream decompress(InputStream raw) throws IOException {
    return new GZIPInputStream(raw, GZIP_BUFFER_BYTES);
  }

  static InputStream transcode(InputStream in, Charset charset) {
    return new TranscodingStream(in, charset);
  }

  /** Returns a stream of these bytes, followed by the rest. */
  static InputStream concat(List<byte[]> first, InputStream rest) {
    Queue<InputStream> parts = new ArrayDeque<>();
    for (byte[] part : first) {
      parts.add(new ByteArrayInputStream(part));
    }
    parts.add(rest);
    return new SequenceInputStream(new DrainingEnumeration(parts));
  }

  /** Removes each stream when it is returned, so that its bytes can be garbage collected. */
  @SuppressWarnings("JdkObsolete") // SequenceInputStream requires an Enumeration
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
