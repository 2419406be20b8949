/* Answers (pattern, subjects) with what PCRE2 finds. All numbers are 32 bits, little-endian.
 * in:  options, length, pattern, count, then count times: length, subject
 * out: 0 and, for each subject, 20 numbers (start and end of groups 0-9, -1 when unset; the first -2 for no match, -3 for an error)
 *      or the (positive) error number of the compiler and the offset
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t number(void) {
  uint32_t value;
  if (fread(&value, 4, 1, stdin) != 1) exit(0);
  return value;
}

static char *bytes(uint32_t length) {
  char *text = malloc(length + 1);
  if (text == NULL || fread(text, 1, length, stdin) != length) exit(1);
  return text;
}

int main(void) {
  for (;;) {
    uint32_t options = number(), length = number();
    char *pattern = bytes(length);
    int error;
    PCRE2_SIZE offset;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern, length, options, &error, &offset, NULL);
    int32_t head[2] = {code == NULL ? error : 0, (int32_t)offset};
    fwrite(head, 4, code == NULL ? 2 : 1, stdout);
    if (code != NULL) pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    uint32_t count = number();
    pcre2_match_data *data = pcre2_match_data_create(200, NULL);
    for (uint32_t index = 0; index < count; index++) {
      uint32_t size = number();
      char *subject = bytes(size);
      if (code != NULL) {
        int32_t answer[20];
        int rc = pcre2_match(code, (PCRE2_SPTR)subject, size, 0, 0, data, NULL);
        PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
        for (int at = 0; at < 20; at++) answer[at] = at < 2 * rc && ends[at] != PCRE2_UNSET ? (int32_t)ends[at] : -1;
        if (rc < 0) answer[0] = rc == PCRE2_ERROR_NOMATCH ? -2 : -3;
        fwrite(answer, 4, 20, stdout);
      }
      free(subject);
    }
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    free(pattern);
  }
}
