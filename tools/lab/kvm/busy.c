/*
 * A guest that works: rewrites so many MiB again and again and checks every word before it rewrites it, so that memory
 * that a migration damaged is found. Prints `busy rounds N bad N` once a second.
 * Arguments: MiB, and milliseconds of rest after each round (20).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static uint64_t word_of(uint64_t round, size_t index) { return round * 0x9e3779b97f4a7c15ull ^ index; }

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  size_t bytes = (size_t)(count > 1 ? atoi(arguments[1]) : 16) << 20;
  long rest_ms = count > 2 ? atol(arguments[2]) : 20;
  size_t words = bytes / sizeof(uint64_t);
  uint64_t *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (bytes == 0 || memory == MAP_FAILED) return 1;
  unsigned long bad = 0;
  double told = 0;
  for (uint64_t round = 0;; round++) {
    for (size_t index = 0; index < words; index++) {
      if (round > 0 && memory[index] != word_of(round, index)) bad++;
      memory[index] = word_of(round + 1, index);
    }
    double now = seconds();
    if (now - told >= 1) {
      told = now;
      printf("busy rounds %lu bad %lu\n", (unsigned long)round + 1, bad);
      fflush(stdout);
    }
    struct timespec rest = {rest_ms / 1000, rest_ms % 1000 * 1000000};
    nanosleep(&rest, NULL);
  }
}
