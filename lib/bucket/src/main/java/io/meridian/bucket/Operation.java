package io.meridian.bucket;

/** What is done with a bucket, as metrics and errors call it. */
public enum Operation {
  GET("get"),
  GET_RANGE("get_range"),
  HEAD("head"),
  PUT("put"),
  LIST("list"),
  DELETE("delete");

  private final String word;

  Operation(String word) {
    this.word = word;
  }

  /** The operation's name in metrics. */
  public String word() {
    return word;
  }
}
