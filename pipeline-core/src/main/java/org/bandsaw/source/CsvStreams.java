package org.bandsaw.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** What may lie between a file and its bytes as UTF-8; not even loaded when nothing does. */
final class CsvStreams {

  private static final int GZIP_BUFFER = 1 << 16;

  private CsvStreams() {}

  static InputStream unpacked(InputStream raw) throws IOException {
    return new GZIPInputStream(raw, GZIP_BUFFER);
  }

  static InputStream transcoded(InputStream in, Charset charset) {
    return new TranscodingStream(in, charset);
  }

  /** These bytes, then the rest. */
  static InputStream joined(List<byte[]> first, InputStream rest) {
    List<InputStream> parts = new ArrayList<>();
    for (byte[] part : first) {
      parts.add(new ByteArrayInputStream(part));
    }
    parts.add(rest);
    return new SequenceInputStream(Collections.enumeration(parts));
  }
}
