/*
 * The least that a relay can do, as a measure of the machine: one epoll loop, a socket for each stream, no look into any
 * packet. Takes the number of calls, prints the two ports of each, a line for each port. What comes to one of them leaves by
 * the other, to where the other has heard from last.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum { EVENTS = 256, PACKET = 2048 };

int main(int argc, char **argv) {
  int count = argc > 1 ? 2 * atoi(argv[1]) : 0;
  int *sockets = calloc(count, sizeof *sockets);
  struct sockaddr_in *heard = calloc(count, sizeof *heard);
  int loop = epoll_create1(0);
  for (int i = 0; i < count; i++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (sockets[i] < 0
        || bind(sockets[i], (struct sockaddr *)&address, length) != 0
        || getsockname(sockets[i], (struct sockaddr *)&address, &length) != 0
        || epoll_ctl(loop, EPOLL_CTL_ADD, sockets[i], &event) != 0) {
      perror("bare-relay");
      return 1;
    }
    printf("%d\n", ntohs(address.sin_port));
  }
  fflush(stdout);
  for (;;) {
    struct epoll_event events[EVENTS];
    int ready = epoll_wait(loop, events, EVENTS, -1);
    for (int e = 0; e < ready; e++) {
      char packet[PACKET];
      int in = events[e].data.u32;
      int out = in ^ 1;
      socklen_t length = sizeof heard[in];
      ssize_t octets = recvfrom(sockets[in], packet, sizeof packet, 0, (struct sockaddr *)&heard[in], &length);
      if (octets > 0 && heard[out].sin_port != 0) {
        sendto(sockets[out], packet, octets, 0, (struct sockaddr *)&heard[out], sizeof heard[out]);
      }
    }
  }
}
