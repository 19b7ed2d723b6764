package io.meridian.receiver.write;

/**
 * Who sent a request.
 *
 * @param tenant whose samples they are
 * @param sender the network address of who sent it, without the port
 * @param replica which copy of the request this is, from 1 on; 0 if it is the original
 */
public record WriteOrigin(String tenant, String sender, int replica) {}
