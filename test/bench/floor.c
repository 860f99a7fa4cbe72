/*
 * The floor under the host's cost of an exchange: the same APDU over and over through the C library, nothing around it.
 * Usage: floor READER COUNT APDU_IN_HEX. Prints one line a measurement, in microseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <winscard.h>

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int fail(const char *what, LONG code) {
  fprintf(stderr, "%s: %s\n", what, pcsc_stringify_error(code));
  return 1;
}

int main(int count, char **words) {
  static BYTE answer[65538];
  BYTE command[264];
  DWORD command_length = 0, protocol;
  SCARDCONTEXT context;
  SCARDHANDLE card;
  LONG code;

  if (count != 4 || strlen(words[3]) / 2 > sizeof command) {
    fprintf(stderr, "usage: floor READER COUNT APDU\n");
    return 2;
  }
  for (const char *digits = words[3]; digits[0] != 0 && digits[1] != 0; digits += 2)
    sscanf(digits, "%2hhx", &command[command_length++]);

  code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &context);
  if (code != SCARD_S_SUCCESS) return fail("establish", code);
  code = SCardConnect(context, words[1], SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol);
  if (code != SCARD_S_SUCCESS) return fail("connect", code);
  for (int left = atoi(words[2]); left > 0; left--) {
    DWORD answer_length = sizeof answer;
    double began = microseconds();
    code = SCardTransmit(card, protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1, command, command_length, NULL,
                         answer, &answer_length);
    double took = microseconds() - began;
    if (code != SCARD_S_SUCCESS || answer_length < 2) return fail("transmit", code);
    printf("%.2f\n", took);
  }
  SCardDisconnect(card, SCARD_LEAVE_CARD);
  SCardReleaseContext(context);
  return 0;
}
