package org.bandsaw.stage.encode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HashEncodeTest {

  @Test
  void hashesTheTextInUtf8WithMurmur3() {
    // reference values of MurmurHash3_x86_32, seed 0
    assertThat(HashEncode.murmur3("")).isZero();
    assertThat(HashEncode.murmur3("a")).isEqualTo(0x3c2569b2);
    assertThat(HashEncode.murmur3("test")).isEqualTo(0xba6bd213);
    assertThat(HashEncode.murmur3("Hello, world!")).isEqualTo(0xc0363e43);
    assertThat(HashEncode.murmur3("The quick brown fox jumps over the lazy dog"))
        .isEqualTo(0x2e4ff723);
    // characters of two, four and one byte; computed by another implementation, over bytes
    assertThat(HashEncode.murmur3("ππππππππ")).isEqualTo(0xec72b6e8);
    assertThat(HashEncode.murmur3("é😀x")).isEqualTo(0x6d05bac4);
  }
}
