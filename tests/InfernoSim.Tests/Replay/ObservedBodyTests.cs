using System.Security.Cryptography;
using InfernoSim.Responses;

namespace InfernoSim.Tests.Replay;

public class ObservedBodyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    [InlineData(ObservedBody.Limit - 1)]
    public async Task A_body_up_to_the_limit_is_kept_whole(int size)
    {
        byte[] bytes = BytesOf(size);

        ObservedBody body = await ReadAsync(new StreamContent(new TricklingStream(bytes)), hash: false);

        Assert.True(body.IsWhole);
        Assert.True(body.Bytes.Span.SequenceEqual(bytes));
        Assert.Null(body.Sha256);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_past_the_limit_is_kept_as_a_prefix_with_size_and_hash_of_the_whole(bool hasLength)
    {
        byte[] bytes = BytesOf((2 * ObservedBody.Limit) + 100_000);
        HttpContent content = hasLength ? new ByteArrayContent(bytes) : new StreamContent(new TricklingStream(bytes));

        ObservedBody body = await ReadAsync(content, hash: false);

        Assert.False(body.IsWhole);
        Assert.Equal(bytes.Length, body.Size);
        Assert.InRange(body.Bytes.Length, ObservedBody.Limit, bytes.Length - 1);
        Assert.True(bytes.AsSpan().StartsWith(body.Bytes.Span));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), body.Sha256);
    }

    [Fact]
    public async Task A_body_that_fits_is_hashed_where_that_is_asked_for()
    {
        ObservedBody body = await ReadAsync(new ByteArrayContent("abc"u8.ToArray()), hash: true);

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", body.Sha256);
    }

    [Fact]
    public async Task A_content_length_that_promises_too_much_allocates_no_more_than_the_limit()
    {
        var content = new StreamContent(new MemoryStream("abc"u8.ToArray()));
        content.Headers.ContentLength = long.MaxValue;

        ObservedBody body = await ReadAsync(content, hash: false);

        Assert.Equal("abc"u8.ToArray(), body.Bytes.ToArray());
    }

    private static ValueTask<ObservedBody> ReadAsync(HttpContent content, bool hash) =>
        ObservedBody.ReadAsync(content, hash, static _ => { }, null, default);

    private static byte[] BytesOf(int size)
    {
        byte[] bytes = new byte[size];
        new Random(size).NextBytes(bytes);
        return bytes;
    }

    // Gives what is asked for in pieces that do not fit any buffer.
    private sealed class TricklingStream(byte[] bytes) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, 77_777), bytes.Length - _at);
            bytes.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer, offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
