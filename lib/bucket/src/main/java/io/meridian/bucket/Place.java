package io.meridian.bucket;

/**
 * Where an operation failed.
 *
 * @param bucket the bucket's name
 * @param object the object's name, or the prefix that was listed
 * @param operation what was done
 */
public record Place(String bucket, String object, Operation operation) {
  @Override
  public String toString() {
    return operation.word() + " " + bucket + "/" + object;
  }
}
