package io.meridian.service.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords as bcrypt hashes them (Provos and Mazières, "A Future-Adaptable Password Scheme"): a
 * Blowfish whose state is made of password and salt in 2<sup>cost</sup> rounds encrypts a fixed
 * text. Variants {@code 2a}, {@code 2b} and {@code 2y} are the same here.
 */
final class Bcrypt {
  private static final String DIGITS =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final Pattern HASH =
      Pattern.compile("\\$2[aby]\\$([0-9]{2})\\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})");
  private static final byte[] TEXT = "OrpheanBeholderScryDoubt".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_PASSWORD = 72;
  private static final int ROUNDS = 16;
  private static final int[] INITIAL = PiDigits.words(ROUNDS + 2 + 4 * 256);

  private final int[] subkeys = Arrays.copyOf(INITIAL, ROUNDS + 2);
  private final int[] boxes = Arrays.copyOfRange(INITIAL, ROUNDS + 2, INITIAL.length);

  private Bcrypt() {}

  /** Whether a text is a hash that {@link #matches} takes. */
  static boolean isHash(String text) {
    Matcher parts = HASH.matcher(text);
    return parts.matches() && isCost(Integer.parseInt(parts.group(1)));
  }

  private static boolean isCost(int cost) {
    return cost >= 4 && cost <= 31;
  }

  /**
   * Whether a password has a hash; takes as long as the hash's cost says.
   *
   * @throws IllegalArgumentException if the hash is none
   */
  static boolean matches(String password, String hash) {
    Matcher parts = HASH.matcher(hash);
    if (!parts.matches() || !isCost(Integer.parseInt(parts.group(1)))) {
      throw new IllegalArgumentException("no bcrypt hash of variant 2a, 2b or 2y");
    }
    byte[] salt = decode(parts.group(2), 16);
    byte[] wanted = decode(parts.group(3), 23);
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    byte[] key = Arrays.copyOf(bytes, Math.min(bytes.length + 1, MOST_PASSWORD));
    byte[] found = new Bcrypt().hash(key, salt, 1L << Integer.parseInt(parts.group(1)));
    return MessageDigest.isEqual(wanted, found);
  }

  private byte[] hash(byte[] key, byte[] salt, long rounds) {
    mix(key, salt);
    byte[] nothing = new byte[salt.length];
    for (long i = 0; i < rounds; i++) {
      mix(key, nothing);
      mix(salt, nothing);
    }
    byte[] out = new byte[TEXT.length];
    int[] pair = new int[2];
    for (int at = 0; at < TEXT.length; at += 8) {
      pair[0] = word(TEXT, at);
      pair[1] = word(TEXT, at + 4);
      for (int i = 0; i < 64; i++) {
        encrypt(pair);
      }
      put(out, at, pair[0]);
      put(out, at + 4, pair[1]);
    }
    return Arrays.copyOf(out, TEXT.length - 1);
  }

  /** Makes a new state of the old one, a key and a salt. */
  private void mix(byte[] key, byte[] salt) {
    for (int i = 0; i < subkeys.length; i++) {
      subkeys[i] ^= word(key, 4 * i);
    }
    int[] pair = new int[2];
    int at = 0;
    for (int i = 0; i < subkeys.length; i += 2, at += 8) {
      next(pair, salt, at);
      subkeys[i] = pair[0];
      subkeys[i + 1] = pair[1];
    }
    for (int i = 0; i < boxes.length; i += 2, at += 8) {
      next(pair, salt, at);
      boxes[i] = pair[0];
      boxes[i + 1] = pair[1];
    }
  }

  private void next(int[] pair, byte[] salt, int at) {
    pair[0] ^= word(salt, at);
    pair[1] ^= word(salt, at + 4);
    encrypt(pair);
  }

  private void encrypt(int[] pair) {
    int left = pair[0];
    int right = pair[1];
    for (int i = 0; i < ROUNDS; i += 2) {
      left ^= subkeys[i];
      right ^= scramble(left);
      right ^= subkeys[i + 1];
      left ^= scramble(right);
    }
    pair[0] = right ^ subkeys[ROUNDS + 1];
    pair[1] = left ^ subkeys[ROUNDS];
  }

  private int scramble(int x) {
    int sum = boxes[x >>> 24] + boxes[256 + ((x >>> 16) & 0xff)];
    return (sum ^ boxes[512 + ((x >>> 8) & 0xff)]) + boxes[768 + (x & 0xff)];
  }

  /** Four bytes, going around at the end. */
  private static int word(byte[] bytes, int at) {
    int word = 0;
    for (int i = 0; i < 4; i++) {
      word = (word << 8) | (bytes[(at + i) % bytes.length] & 0xff);
    }
    return word;
  }

  private static void put(byte[] bytes, int at, int word) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (word >>> (24 - 8 * i));
    }
  }

  private static byte[] decode(String text, int size) {
    byte[] bytes = new byte[size];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < text.length() && at < size; i++) {
      bits = (bits << 6) | DIGITS.indexOf(text.charAt(i));
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[at++] = (byte) (bits >>> held);
      }
    }
    return bytes;
  }
}
