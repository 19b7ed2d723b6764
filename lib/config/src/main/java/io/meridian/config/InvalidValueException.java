package io.meridian.config;

/**
 * What a record's constructor throws to refuse the value of one of its keys; the error then shows
 * where the value stands.
 */
public final class InvalidValueException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String finding;
  private final String remedy;

  /**
   * A refusal.
   *
   * @param key the key as it stands in the file, of the record itself
   * @param finding what is wrong, without the key
   * @param remedy what to do
   */
  public InvalidValueException(String key, String finding, String remedy) {
    super(key + ": " + finding + "; " + remedy);
    this.key = key;
    this.finding = finding;
    this.remedy = remedy;
  }

  public String key() {
    return key;
  }

  public String finding() {
    return finding;
  }

  public String remedy() {
    return remedy;
  }
}
