package io.meridian.service.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A file of PEM blocks as RFC 7468 has them. Text between the blocks is passed over.
 *
 * @param path where it was read
 * @param blocks in the file's order
 */
record PemFile(Path path, List<Block> blocks) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /** No certificate or key is near so large; whoever names a block device should hear of it. */
  private static final long LARGEST = 16 << 20;

  /**
   * A block.
   *
   * @param label what it is, such as {@code CERTIFICATE}
   * @param text its content in base64; headers of old encrypted keys make it no base64
   */
  record Block(String label, String text) {}

  static PemFile read(Path path) {
    try {
      if (Files.size(path) > LARGEST) {
        throw new TlsFileException(path, "has more than 16 MiB", "name a PEM file");
      }
      return new PemFile(path, blocks(path, Files.readString(path, ISO_8859_1)));
    } catch (IOException e) {
      throw new TlsFileException(path, "cannot be read (" + e + ")", "make it readable", e);
    }
  }

  private static List<Block> blocks(Path path, String text) {
    List<Block> blocks = new ArrayList<>();
    String label = "";
    StringBuilder content = new StringBuilder();
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        content.setLength(0);
      } else if (line.startsWith(END)) {
        if (!line.equals(END + label + DASHES)) {
          throw new TlsFileException(
              path, "has the line \"" + line + "\" after BEGIN " + label, "write the file anew");
        }
        blocks.add(new Block(label, content.toString()));
        label = "";
      } else if (!label.isEmpty()) {
        content.append(line);
      }
    }
    if (!label.isEmpty()) {
      throw new TlsFileException(path, "ends within a " + label, "write the file anew");
    }
    return blocks;
  }

  byte[] decode(Block block) {
    try {
      return Base64.getDecoder().decode(block.text);
    } catch (IllegalArgumentException e) {
      throw new TlsFileException(
          path, "has a " + block.label + " that is no base64", "write the file anew", e);
    }
  }
}
