/*
 * Preloaded into a test's pcscd. vpcd sends the two-byte length and the payload of a frame separately; Nagle's algorithm
 * and the delayed acknowledgement of the peer then hold each exchange up for tens of milliseconds. And vpcd listens on
 * every interface; a test has no business outside of this machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

typedef int (*accept_function)(int, struct sockaddr *, socklen_t *);
typedef int (*bind_function)(int, const struct sockaddr *, socklen_t);

int accept(int listener, struct sockaddr *address, socklen_t *length) {
  accept_function next = (accept_function)dlsym(RTLD_NEXT, "accept");
  int connection = next(listener, address, length);
  int on = 1;
  /* Refused on the Unix sockets of pcscd's clients, where there is nothing to switch off. */
  if (connection >= 0) setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connection;
}

int bind(int socket, const struct sockaddr *address, socklen_t length) {
  bind_function next = (bind_function)dlsym(RTLD_NEXT, "bind");
  struct sockaddr_in local;
  if (address == 0 || address->sa_family != AF_INET || length < sizeof local) return next(socket, address, length);
  local = *(const struct sockaddr_in *)address;
  if (local.sin_addr.s_addr == htonl(INADDR_ANY)) local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return next(socket, (struct sockaddr *)&local, sizeof local);
}
