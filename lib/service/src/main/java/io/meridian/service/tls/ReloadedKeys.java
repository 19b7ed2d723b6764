package io.meridian.service.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * One certificate and its key, which may change between handshakes. A handshake that began with one
 * pair ends with it: the pair's number is the alias, and the pair before the last change is kept.
 */
final class ReloadedKeys extends X509ExtendedKeyManager {
  /** A pair and the one before it. */
  private record Pair(String alias, KeyPairFiles.Content content, @Nullable Pair before) {}

  private volatile Pair current;
  private int number;

  ReloadedKeys(KeyPairFiles.Content content) {
    current = new Pair("0", content, null);
  }

  /** Has handshakes from now on use another pair. */
  synchronized void set(KeyPairFiles.Content content) {
    Pair before = new Pair(current.alias, current.content, null);
    current = new Pair(Integer.toString(++number), content, before);
  }

  KeyPairFiles.Content content() {
    return current.content;
  }

  private KeyPairFiles.@Nullable Content of(String alias) {
    Pair now = current;
    for (Pair pair = now; pair != null; pair = pair.before) {
      if (pair.alias.equals(alias)) {
        return pair.content;
      }
    }
    return null;
  }

  private @Nullable String aliasFor(String... keyTypes) {
    Pair now = current;
    String algorithm = now.content.key().getAlgorithm();
    for (String keyType : keyTypes) {
      if (keyType.equals(algorithm) || keyType.startsWith(algorithm + "_")) {
        return now.alias;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return aliasFor(keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = aliasFor(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return getServerAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    KeyPairFiles.Content content = of(alias);
    return content == null ? null : content.chain().toArray(new X509Certificate[0]);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    KeyPairFiles.Content content = of(alias);
    return content == null ? null : content.key();
  }
}
