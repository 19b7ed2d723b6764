package io.meridian.service.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts what some authorities signed; which ones may change between handshakes. */
final class ReloadedTrust extends X509ExtendedTrustManager {
  private volatile X509ExtendedTrustManager current;

  ReloadedTrust(X509ExtendedTrustManager first) {
    current = first;
  }

  void set(X509ExtendedTrustManager next) {
    current = next;
  }

  /** Trust in the authorities of a PEM file. */
  static X509ExtendedTrustManager read(Path file) {
    List<X509Certificate> authorities = Certificates.of(PemFile.read(file));
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry(Integer.toString(i), authorities.get(i));
      }
      return of(store);
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsFileException(file, "cannot be used (" + e + ")", "write the file anew", e);
    }
  }

  /** Trust in the authorities that the Java runtime knows. */
  static X509ExtendedTrustManager ofRuntime() {
    try {
      return of(null);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime's authorities cannot be read", e);
    }
  }

  private static X509ExtendedTrustManager of(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("the Java runtime has no trust manager for X.509");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    current.checkClientTrusted(chain, type, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    current.checkServerTrusted(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    current.checkClientTrusted(chain, type, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    current.checkServerTrusted(chain, type, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    current.checkClientTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    current.checkServerTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current.getAcceptedIssuers();
  }
}
