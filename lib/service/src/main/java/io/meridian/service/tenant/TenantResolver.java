package io.meridian.service.tenant;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.Headers;
import io.meridian.service.http.Peer;
import io.meridian.service.http.Request;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Finds the tenant of a request: by a field of the client's certificate where one is configured,
 * else by header, else the default.
 */
public final class TenantResolver {
  private final TenantSettings settings;
  private final List<String> headers;

  public TenantResolver(TenantSettings settings) {
    this.settings = settings;
    this.headers = List.of(settings.header(), "THANOS-TENANT", "X-Scope-OrgID");
  }

  /**
   * The tenant.
   *
   * @throws InvalidRequestException if the name is none, or the certificate does not say
   */
  public String tenant(Request request) {
    String name =
        settings
            .certificateField()
            .map(field -> ofCertificate(field, request.peer()))
            .orElseGet(() -> ofHeaders(request.headers()));
    TenantName.check(name)
        .ifPresent(finding -> {
          throw new InvalidRequestException(
              finding + "; send a name without slashes in " + settings.header());
        });
    return name;
  }

  private String ofHeaders(Headers request) {
    return headers.stream()
        .flatMap(header -> request.first(header).stream())
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse(settings.defaultTenant());
  }

  private static String ofCertificate(TenantSettings.CertificateField field, Peer peer) {
    X509Certificate certificate =
        peer.certificate()
            .orElseThrow(() ->
                new InvalidRequestException(
                    "the tenant is said by the client's certificate, and "
                        + peer.address()
                        + " showed none; connect with one"));
    String subject = certificate.getSubjectX500Principal().getName();
    return attribute(subject, field.attribute())
        .orElseThrow(() ->
            new InvalidRequestException(
                "the certificate of "
                    + subject
                    + " has no "
                    + field.attribute()
                    + " that could say the tenant; use one that has"));
  }

  /** The first such attribute as the certificate has them; RFC 2253 turns their order around. */
  private static Optional<String> attribute(String subject, String name) {
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(part -> part.getType().equalsIgnoreCase(name))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst();
    } catch (InvalidNameException e) {
      throw new InvalidRequestException(
          "the certificate's subject \"" + subject + "\" is no distinguished name", e);
    }
  }
}
