package io.meridian.bucket;

import io.meridian.config.Secret;
import java.util.Optional;

/**
 * Keys of an account.
 *
 * @param sessionToken of temporary keys
 */
public record S3Credentials(String accessKey, Secret secretKey, Optional<Secret> sessionToken) {}
