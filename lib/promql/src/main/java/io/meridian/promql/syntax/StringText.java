package io.meridian.promql.syntax;

import io.meridian.model.LabelText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** What a quoted string says; the lexer has checked its escapes. */
final class StringText {

  private StringText() {}

  /** The value of a literal with its quotes. Bytes that are no UTF-8 become U+FFFD. */
  static String unquoted(String literal) {
    return LabelText.utf8(exact(literal));
  }

  /** The value of a literal with its quotes, stray bytes ({@link LabelText}) included. */
  static String exact(String literal) {
    String inner = literal.substring(1, literal.length() - 1);
    if (literal.charAt(0) == '`' || inner.indexOf('\\') < 0) {
      return inner;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(inner.length());
    int at = 0;
    while (at < inner.length()) {
      int c = inner.codePointAt(at);
      at = c == '\\' ? unescape(inner, at + 1, bytes) : at + append(c, bytes);
    }
    return decoded(bytes.toByteArray());
  }

  private static String decoded(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    for (CoderResult result = decoder.decode(in, out, true);
        result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        out.put(LabelText.strayByte(in.get()));
      }
    }
    return out.flip().toString();
  }

  private static int append(int c, ByteArrayOutputStream bytes) {
    bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
    return Character.charCount(c);
  }

  private static int unescape(String inner, int at, ByteArrayOutputStream bytes) {
    char c = inner.charAt(at);
    switch (c) {
      case 'a' -> bytes.write(7);
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' -> bytes.write(11);
      case 'x' -> {
        bytes.write(Integer.parseInt(inner, at + 1, at + 3, 16));
        return at + 3;
      }
      case 'u', 'U' -> {
        int end = at + (c == 'u' ? 5 : 9);
        append(Integer.parseInt(inner, at + 1, end, 16), bytes);
        return end;
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        bytes.write(Integer.parseInt(inner, at, at + 3, 8));
        return at + 3;
      }
      default -> bytes.write(c);
    }
    return at + 1;
  }
}
