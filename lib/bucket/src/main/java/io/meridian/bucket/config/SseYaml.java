package io.meridian.bucket.config;

import io.meridian.bucket.S3Encryption;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The keys of {@code sse_config}: how the store encrypts what it keeps. */
record SseYaml(
    Optional<Type> type,
    @Default("") String kmsKeyId,
    Map<String, String> kmsEncryptionContext,
    @Default("") String encryptionKey) {
  /** How the store gets its keys. */
  enum Type {
    SSE_S3,
    SSE_KMS,
    SSE_C
  }

  SseYaml {
    if (type.equals(Optional.of(Type.SSE_KMS)) && kmsKeyId.isEmpty()) {
      throw new InvalidValueException("kms_key_id", "is missing", "name the key for SSE-KMS");
    }
    if (type.equals(Optional.of(Type.SSE_C)) && encryptionKey.isEmpty()) {
      throw new InvalidValueException(
          "encryption_key", "is missing", "name the file with the 32 bytes of the key");
    }
  }

  Optional<S3Encryption> encryption(Section section) {
    return type.map(each ->
        switch (each) {
          case SSE_S3 -> new S3Encryption.StoreKey();
          case SSE_KMS -> new S3Encryption.KmsKey(kmsKeyId, kmsEncryptionContext);
          case SSE_C -> new S3Encryption.CustomerKey(key(section));
        });
  }

  private byte[] key(Section section) {
    try {
      byte[] key = Files.readAllBytes(Path.of(encryptionKey));
      if (key.length != S3Encryption.CustomerKey.SIZE) {
        throw section.problem(
            "sse_config.encryption_key",
            "the file " + encryptionKey + " has " + key.length + " bytes",
            "a key for SSE-C has exactly 32");
      }
      return key;
    } catch (IOException e) {
      throw section.problem(
          "sse_config.encryption_key", "cannot be read: " + e, "check path and permissions");
    }
  }
}
