package io.meridian.config;

/**
 * Something in a configuration that somebody should change.
 *
 * @param file the file's name
 * @param line from 1 on; 0 where the file as a whole is meant
 * @param column from 1 on; 0 where the file as a whole is meant
 * @param key the path of the key, such as {@code config.tls_config.ca_file}; empty for the whole
 * @param finding what is wrong
 * @param remedy what to do
 */
public record ConfigProblem(
    String file, int line, int column, String key, String finding, String remedy) {
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(": ");
    if (!key.isEmpty()) {
      text.append(key).append(": ");
    }
    return text.append(finding).append("; ").append(remedy).toString();
  }
}
