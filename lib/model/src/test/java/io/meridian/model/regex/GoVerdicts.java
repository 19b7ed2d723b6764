package io.meridian.model.regex;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;

/** Files of what Go says, a line a case, with other bytes than printable ASCII as %XX. */
final class GoVerdicts {
  private GoVerdicts() {}

  /** The cases of a file. */
  static List<String> lines(String name) throws IOException {
    try (InputStream in = GoVerdicts.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .toList();
    }
  }

  static byte[] decode(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '%') {
        decoded.write(HexFormat.fromHexDigits(new String(bytes, i + 1, 2, UTF_8)));
        i += 2;
      } else {
        decoded.write(bytes[i]);
      }
    }
    return decoded.toByteArray();
  }
}
