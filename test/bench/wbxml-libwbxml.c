/*
 * The floor of wbxml-codec.ts: libwbxml decodes a WBXML document to its tree and encodes the tree again, in this process.
 * Arguments: file, rounds, repetitions a round. Prints the microseconds of one repetition, a line for each round.
 * The two functions are exported by the library and used by its own tools, but stand in none of its installed headers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wbxml.h>

typedef struct WBXMLTree_s WBXMLTree;

typedef struct {
  WBXMLVersion wbxml_version;
  WB_BOOL keep_ignorable_ws;
  WB_BOOL use_strtbl;
  WB_BOOL produce_anonymous;
} GenWBXMLParams;

extern WBXMLError wbxml_tree_from_wbxml(WB_UTINY *wbxml, WB_ULONG length, WBXMLLanguage language,
                                        WBXMLCharsetMIBEnum charset, WBXMLTree **tree);
extern WBXMLError wbxml_tree_to_wbxml(WBXMLTree *tree, WB_UTINY **wbxml, WB_ULONG *length, GenWBXMLParams *params);
extern void wbxml_tree_destroy(WBXMLTree *tree);
extern void wbxml_free(void *memory);

static WB_ULONG decode_and_encode(WB_UTINY *bytes, WB_ULONG length) {
  GenWBXMLParams params = {WBXML_VERSION_12, FALSE, FALSE, FALSE};
  WBXMLTree *tree = NULL;
  WB_UTINY *out = NULL;
  WB_ULONG size = 0;
  WBXMLError error = wbxml_tree_from_wbxml(bytes, length, WBXML_LANG_UNKNOWN, WBXML_CHARSET_UNKNOWN, &tree);
  if (error == WBXML_OK) error = wbxml_tree_to_wbxml(tree, &out, &size, &params);
  if (error != WBXML_OK) {
    fprintf(stderr, "libwbxml: error %d\n", (int)error);
    exit(1);
  }
  wbxml_tree_destroy(tree);
  wbxml_free(out);
  return size;
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  FILE *file = fopen(arguments[1], "rb");
  if (file == NULL) return 1;
  static WB_UTINY bytes[65536];
  WB_ULONG length = (WB_ULONG)fread(bytes, 1, sizeof bytes, file);
  fclose(file);
  int rounds = atoi(arguments[2]), repetitions = atoi(arguments[3]);
  WB_ULONG size = 0;
  for (int round = 0; round < rounds; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int i = 0; i < repetitions; i++) size = decode_and_encode(bytes, length);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double us = (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
    printf("%.3f\n", us / repetitions);
  }
  fprintf(stderr, "%lu bytes\n", (unsigned long)size);
  return 0;
}
