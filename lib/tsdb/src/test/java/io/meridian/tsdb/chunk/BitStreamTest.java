package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Seed;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The bit layer against streams spelled out as strings of zeros and ones. */
class BitStreamTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void readsAndWritesFieldsOfEveryWidthAtEveryPosition() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < 200; run++) {
      StringBuilder expected = new StringBuilder();
      BitWriter out = new BitWriter();
      out.reset(0);
      int[] widths = random.ints(1 + random.nextInt(100), 1, 65).toArray();
      long[] values = new long[widths.length];
      for (int i = 0; i < widths.length; i++) {
        values[i] = random.nextLong() >>> (64 - widths[i]);
        expected.append(digits(values[i], widths[i]));
        out.bits(values[i], widths[i]);
      }

      assertThat(out.length()).isEqualTo(expected.length());
      byte[] bytes = Arrays.copyOf(out.bytes(), out.bytesUsed());
      assertThat(bytes).isEqualTo(packed(expected.toString()));

      BitReader in = reader(bytes);
      for (int i = 0; i < widths.length; i++) {
        assertThat(in.bits(widths[i])).isEqualTo(values[i]);
      }
      assertThat(in.remaining()).isEqualTo(bytes.length * 8L - expected.length());
    }
  }

  @Test
  void readsNothingBehindTheEndThoughTheArrayGoesOn() {
    byte[] data = new byte[32];
    BitReader in = new BitReader(new ChunkOrigin());
    in.reset(data, 3, 5);
    in.bits(9);

    assertThatThrownBy(() -> in.bits(8))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage("chunk at offset 1: a field of 8 bits was expected, the chunk ends after 7");
    assertThat(in.bits(7)).isZero();
    assertThatThrownBy(in::bit).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(in::vbi).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(in::vbu).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(in::uvarint).isInstanceOf(CorruptDataException.class);
    assertThat(in.bits(0)).isZero();
  }

  @Test
  void writesVariableBitIntegersInTheFirstClassThatHoldsThem() {
    assertVbi(0, "0");
    assertVbi(-3, "10101");
    assertVbi(4, "10100");
    assertVbi(-4, "110" + "111100");
    assertVbi(32, "110" + "100000");
    assertVbi(-255, "1110" + "100000001");
    assertVbi(256, "1110" + "100000000");
    assertVbi(-500, "11110" + "111000001100");
    assertVbi(1000, "11110" + "001111101000");
    assertVbi(2048, "11110" + "100000000000");
    assertVbi(127000, "111110" + "011111000000011000");
    assertVbi(131072, "111110" + "100000000000000000");
    assertVbi(1 << 24, "1111110" + "1" + "0".repeat(24));
    assertVbi(1L << 55, "11111110" + "1" + "0".repeat(55));
    assertVbi(1 - (1L << 55), "11111110" + "1" + "0".repeat(54) + "1");
    assertVbi(-(1L << 55), "11111111" + "1".repeat(9) + "0".repeat(55));
    assertVbi(Long.MIN_VALUE, "11111111" + "1" + "0".repeat(63));
    assertVbu(0, "0");
    assertVbu(7, "10111");
    assertVbu(8, "110" + "001000");
    assertVbu(4095, "11110" + "1".repeat(12));
    assertVbu((1L << 56) - 1, "11111110" + "1".repeat(56));
    assertVbu(-1, "11111111" + "1".repeat(64));
  }

  @Test
  void writesVarintsInsideTheStream() {
    BitWriter out = new BitWriter();
    out.reset(0);
    out.bits(1, 1);
    out.varint(-1);
    out.varint(1000);
    out.uvarint(-1);

    String expected =
        "1" + "00000001" + "11010000" + "00001111" + "11111111".repeat(9) + "00000001";
    assertThat(Arrays.copyOf(out.bytes(), out.bytesUsed())).isEqualTo(packed(expected));
    BitReader in = reader(packed(expected));
    assertThat(in.bit()).isTrue();
    assertThat(in.varint()).isEqualTo(-1);
    assertThat(in.varint()).isEqualTo(1000);
    assertThat(in.uvarint()).isEqualTo(-1);
  }

  @Test
  void refusesVarintsLongerThan64Bits() {
    BitReader in = reader(packed("11111111".repeat(9) + "00000010"));

    assertThatThrownBy(in::uvarint).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void continuesACopyAtAnyBit() {
    byte[] data = packed("1".repeat(40));
    for (int bits = 16; bits <= 40; bits++) {
      BitWriter out = new BitWriter();
      out.resume(data, 0, bits);
      out.bits(0, 9);
      out.bits(5, 3);
      out.header(0, 0);

      String expected = "0".repeat(8) + "1".repeat(bits - 8) + "0".repeat(9) + "101";
      assertThat(Arrays.copyOf(out.bytes(), out.bytesUsed())).isEqualTo(packed(expected));
    }
  }

  private static void assertVbi(long value, String digits) {
    BitWriter out = new BitWriter();
    out.reset(0);
    out.vbi(value);
    assertThat(out.length()).isEqualTo(digits.length());
    assertThat(Arrays.copyOf(out.bytes(), out.bytesUsed())).isEqualTo(packed(digits));
    assertThat(reader(packed(digits)).vbi()).isEqualTo(value);
    assertThat(Bits.varbitLength(Bits.peek(padded(packed(digits)), 8, 0)))
        .isEqualTo(digits.length());
  }

  private static void assertVbu(long value, String digits) {
    BitWriter out = new BitWriter();
    out.reset(0);
    out.vbu(value);
    assertThat(out.length()).isEqualTo(digits.length());
    assertThat(Arrays.copyOf(out.bytes(), out.bytesUsed())).isEqualTo(packed(digits));
    assertThat(reader(packed(digits)).vbu()).isEqualTo(value);
  }

  private static BitReader reader(byte[] bytes) {
    BitReader in = new BitReader(new ChunkOrigin());
    in.reset(bytes, 0, bytes.length);
    return in;
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, 16);
  }

  private static String digits(long value, int width) {
    String digits = Long.toBinaryString(value);
    return "0".repeat(width - digits.length()) + digits;
  }

  private static byte[] packed(String digits) {
    int fill = -digits.length() & 7;
    byte[] number = new BigInteger("1" + digits + "0".repeat(fill), 2).toByteArray();
    return Arrays.copyOfRange(number, 1, number.length);
  }
}
