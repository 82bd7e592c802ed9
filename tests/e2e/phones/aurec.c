/* A player for baresip that keeps what is heard as one line in time: a new file rec-<epoch ms>.wav for each (re)start, silence where nothing
 * is heard, readable while it is written. baresip's own recorder stops at the first re-INVITE that is not sendrecv.
 * The declarations of baresip 1.0 stand here because Debian has no header package for it. */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <re.h>
#include <rem.h>

enum { FRAME_MS = 20, HEADER_SIZE = 44, BYTES_PER_SAMPLE = 2 };

struct auplay;
struct auplay_prm {
    uint32_t srate;
    uint8_t ch;
    uint32_t ptime;
    int fmt;
};
typedef void(auplay_write_h)(void *samples, size_t count, void *arg);

struct auplay_st {
    const struct auplay *ap;
    struct auplay_prm prm;
    auplay_write_h *write;
    void *arg;
    pthread_t thread;
    volatile bool run;
    FILE *file;
};

typedef int(auplay_alloc_h)(struct auplay_st **, const struct auplay *, struct auplay_prm *, const char *device, auplay_write_h *, void *);
int auplay_register(struct auplay **, struct list *, const char *name, auplay_alloc_h *);
struct list *baresip_auplayl(void);

static void write_header(FILE *file, const struct auplay_prm *prm, uint32_t bytes)
{
    struct {
        char riff[4];
        uint32_t rest;
        char wave_fmt[8];
        uint32_t fmt_size;
        uint16_t pcm, channels;
        uint32_t rate, bytes_per_second;
        uint16_t bytes_per_frame, bits;
        char data[4];
        uint32_t size;
    } header = {"RIFF", 36 + bytes, "WAVEfmt ", 16, 1, prm->ch, prm->srate, prm->srate * prm->ch * BYTES_PER_SAMPLE,
                (uint16_t)(prm->ch * BYTES_PER_SAMPLE), 8 * BYTES_PER_SAMPLE, "data", bytes};

    rewind(file);
    fwrite(&header, HEADER_SIZE, 1, file);
    fseek(file, 0, SEEK_END);
}

static void *record(void *arg)
{
    struct auplay_st *st = arg;
    const size_t count = st->prm.srate * st->prm.ch * FRAME_MS / 1000;
    int16_t *samples = mem_zalloc(count * BYTES_PER_SAMPLE, NULL);
    uint64_t due = tmr_jiffies();
    uint32_t bytes = 0;

    while (st->run) {
        sys_msleep(4);
        if (due > tmr_jiffies())
            continue;
        st->write(samples, count, st->arg);
        fwrite(samples, BYTES_PER_SAMPLE, count, st->file);
        bytes += (uint32_t)(count * BYTES_PER_SAMPLE);
        write_header(st->file, &st->prm, bytes);
        fflush(st->file);
        due += FRAME_MS;
    }
    mem_deref(samples);
    return NULL;
}

static void destroy(void *arg)
{
    struct auplay_st *st = arg;

    if (st->run) {
        st->run = false;
        pthread_join(st->thread, NULL);
    }
    if (st->file)
        fclose(st->file);
}

static int alloc(struct auplay_st **stp, const struct auplay *ap, struct auplay_prm *prm, const char *device, auplay_write_h *write, void *arg)
{
    struct auplay_st *st = mem_zalloc(sizeof(*st), destroy);
    struct timespec now;
    char path[512];

    if (!st)
        return ENOMEM;
    clock_gettime(CLOCK_REALTIME, &now);
    st->ap = ap;
    st->prm = *prm;
    st->write = write;
    st->arg = arg;
    re_snprintf(path, sizeof(path), "%s/rec-%llu.wav", device, (unsigned long long)now.tv_sec * 1000 + (unsigned long long)now.tv_nsec / 1000000);
    st->file = fopen(path, "w+b");
    if (!st->file) {
        mem_deref(st);
        return ENOENT;
    }
    st->run = true;
    pthread_create(&st->thread, NULL, record, st);
    *stp = st;
    return 0;
}

static struct auplay *player;

static int module_init(void)
{
    return auplay_register(&player, baresip_auplayl(), "aurec", alloc);
}

static int module_close(void)
{
    player = mem_deref(player);
    return 0;
}

const struct mod_export exports = {"aurec", "auplay", module_init, module_close};
