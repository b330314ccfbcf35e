package org.bandsaw.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Transcodes a stream to UTF-8. Throws a {@link CharacterCodingException} for bytes that are not of
 * its encoding.
 */
final class TranscodingStream extends InputStream {

  private static final int BUFFER_CHARS = 8_192;
  private static final int READER_BUFFER_BYTES = 8_192; // of an InputStreamReader

  /** Bytes of all buffers. */
  static final long BUFFER_BYTES = 2 * BUFFER_CHARS + 3 * BUFFER_CHARS + READER_BUFFER_BYTES;

  private final Reader reader;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER_CHARS).flip();
  private final ByteBuffer bytes = ByteBuffer.allocate(3 * BUFFER_CHARS).flip();
  private boolean ended;
  private @Nullable CharacterCodingException failure;

  TranscodingStream(InputStream in, Charset charset) {
    reader = new InputStreamReader(in, charset.newDecoder());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    while (!bytes.hasRemaining()) {
      if (ended) {
        return -1;
      }
      refill();
    }
    int n = Math.min(length, bytes.remaining());
    bytes.get(into, offset, n);
    return n;
  }

  private void refill() throws IOException {
    if (failure != null) {
      throw failure;
    }
    chars.compact();
    try {
      ended = reader.read(chars) < 0;
    } catch (CharacterCodingException e) {
      // A decoder must not be used after it failed.
      failure = e;
      throw e;
    } finally {
      chars.flip();
    }
    bytes.clear();
    CoderResult result = encoder.encode(chars, bytes, ended);
    if (result.isError()) {
      result.throwException();
    }
    bytes.flip();
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
