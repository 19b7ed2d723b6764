package io.meridian.service.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.airlift.compress.v3.snappy.SnappyFramedInputStream;
import io.airlift.compress.v3.snappy.SnappyFramedOutputStream;
import io.meridian.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that other programs wrote or read, and streams that are damaged. */
final class SnappyFramesTest {
  private static final String PANGRAM = "the quick brown fox jumps over the lazy dog ";
  private static final byte[] START = {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'};

  @RegisterExtension final Seed seed = new Seed();

  /** Written by the library for Go, of the pangram repeated up to a length. */
  @ParameterizedTest
  @CsvSource({
    "1, ff060000734e6150705901050000d7b30ac374",
    "200, ff060000734e61507059003c0000bc72dfc4c8017874686520717569636b2062726f776e20666f78206a756d"
        + "7073206f76657220011f1c6c617a7920646f67050dfe2c00fe2c005e2c00"
  })
  void readsWhatGoProgramsWrite(int length, String hex) throws IOException {
    byte[] expected = PANGRAM.repeat(10).substring(0, length).getBytes(US_ASCII);

    assertThat(read(HexFormat.of().parseHex(hex), length)).isEqualTo(expected);
    assertThat(read(HexFormat.of().parseHex(hex), 7)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 65_535, 65_536, 65_537, 131_072, 300_000})
  void writesAndReadsWhatAnotherImplementationDoes(int length) throws IOException {
    RandomGenerator random = seed.random();
    for (int kind = 0; kind < 3; kind++) {
      byte[] data = data(random, length, kind);
      byte[] ours = written(data, random);
      ByteArrayOutputStream theirs = new ByteArrayOutputStream();
      try (OutputStream out = new SnappyFramedOutputStream(SnappyCompressor.create(), theirs)) {
        out.write(data);
      }

      InputStream reader =
          new SnappyFramedInputStream(SnappyDecompressor.create(), new ByteArrayInputStream(ours));
      assertThat(reader.readAllBytes()).isEqualTo(data);
      assertThat(read(theirs.toByteArray(), 1 + random.nextInt(100_000))).isEqualTo(data);
      assertThat(read(ours, 1 + random.nextInt(100_000))).isEqualTo(data);
      assertThat(ours.length).isLessThan(length + 100 + length / 1000);
    }
  }

  /** Noise, text, or some of both. */
  private static byte[] data(RandomGenerator random, int length, int kind) {
    byte[] data = new byte[length];
    if (kind != 1) {
      random.nextBytes(data);
    }
    for (int i = 0; kind > 0 && i < length; i++) {
      if (kind == 1 || i / 1000 % 2 == 0) {
        data[i] = (byte) PANGRAM.charAt(i % PANGRAM.length());
      }
    }
    return data;
  }

  private static byte[] written(byte[] data, RandomGenerator random) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new SnappyFrameOutput(bytes)) {
      for (int at = 0; at < data.length; ) {
        int count = Math.min(data.length - at, 1 + random.nextInt(150_000));
        out.write(data, at, count);
        at += count;
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] read(byte[] stream, int step) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[step];
    try (InputStream in = new SnappyFrameInput(new ByteArrayInputStream(stream))) {
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        all.write(part, 0, count);
      }
    }
    return all.toByteArray();
  }

  @Test
  void takesNothingForNothing() throws IOException {
    assertThat(written(new byte[0], seed.random())).isEmpty();
    assertThat(read(new byte[0], 10)).isEmpty();
    assertThat(read(START, 10)).isEmpty();
  }

  @Test
  void passesOverPaddingAndWhatMayBePassedOver() throws IOException {
    byte[] data = PANGRAM.getBytes(US_ASCII);
    byte[] plain = written(data, seed.random());
    byte[] chunk = Arrays.copyOfRange(plain, START.length, plain.length);
    byte[] padding = {(byte) 0xfe, 3, 0, 0, 1, 2, 3};
    byte[] reserved = {(byte) 0x80, 1, 0, 0, 9};

    byte[] stream = joined(START, padding, chunk, START, reserved, chunk, padding);

    assertThat(new String(read(stream, 1000), US_ASCII)).isEqualTo(PANGRAM + PANGRAM);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "00040000, expected the identifier",
    "ff060000734e61507058, the identifier of another format",
    "ff050000734e615070, an identifier of 5 bytes",
    "ff060000734e61507059 02010000ff, unknown type 2",
    "ff060000734e61507059 00ffffff, a compressed chunk of 16777215 bytes",
    "ff060000734e61507059 00040000 00000000, a compressed chunk of 4 bytes",
    "ff060000734e61507059 01ffffff, an uncompressed chunk of 16777215 bytes",
    "ff060000734e61507059 01030000 000000, an uncompressed chunk of 3 bytes",
    "ff060000734e61507059 00080000 00000000 ffffff7f, without a length up to 65536",
    "ff060000734e61507059 00080000 00000000 81800400, without a length up to 65536",
    "ff060000734e61507059 00060000 00000000 0aff, a block that is not snappy",
    "ff060000734e61507059 01050000 d7b30ac375, checksum does not fit",
    "ff060000734e61507059 01060000 d7b30ac3, the stream ends in a chunk",
    "ff060000734e61507059 0106, the stream ends in a chunk"
  })
  void namesTheFaultOfADamagedStream(String hex, String finding) {
    byte[] stream = HexFormat.of().parseHex(hex.replace(" ", ""));

    assertThatIOException().isThrownBy(() -> read(stream, 1000)).withMessageContaining(finding);
  }

  @Test
  void findsEveryFlippedBit() throws IOException {
    byte[] data = PANGRAM.repeat(5).getBytes(US_ASCII);
    byte[] stream = written(data, seed.random());
    for (int bit = 0; bit < 8 * stream.length; bit++) {
      byte[] damaged = stream.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);

      byte[] left;
      try {
        left = read(damaged, 1000);
      } catch (IOException e) {
        continue;
      }
      // a type that is to be passed over takes its chunk along
      assertThat(damaged[START.length] & 0xff).isGreaterThanOrEqualTo(0x80);
      assertThat(left).isEmpty();
    }
  }

  @Test
  void findsEveryTruncationWithinAChunk() throws IOException {
    byte[] stream = written(PANGRAM.repeat(5).getBytes(US_ASCII), seed.random());
    for (int length = 1; length < stream.length; length++) {
      if (length != START.length) {
        byte[] cut = Arrays.copyOf(stream, length);
        assertThatIOException().as("length %s", length).isThrownBy(() -> read(cut, 100));
      }
    }
  }
}
