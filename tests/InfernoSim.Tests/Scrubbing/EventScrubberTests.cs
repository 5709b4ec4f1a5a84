using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Tests.Scrubbing;

/// <summary>What is taken out of an event, and what stays as it was.</summary>
public sealed class EventScrubberTests
{
    private const string Password = "hunter2-and-more";

    private readonly EventScrubber _scrubber = new(new SecretTokens(new byte[32]), new SecretMarks(new byte[32]));

    [Fact]
    public void A_file_beside_a_secret_stays_byte_for_byte()
    {
        byte[] file = RandomBytes(4096);
        byte[] before = [.. "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n"u8];
        byte[] between = [.. "\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"u8];
        byte[] after = [.. "\r\n--x--\r\n"u8];

        byte[] scrubbed = BodyOf("multipart/form-data; boundary=x", [.. before, .. Encoding.UTF8.GetBytes(Password), .. between, .. file, .. after]);

        Assert.True(scrubbed.AsSpan().EndsWith([.. between, .. file, .. after]));
        Assert.StartsWith("tok_", Encoding.Latin1.GetString(scrubbed.AsSpan(before.Length, 4)), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, Encoding.Latin1.GetString(scrubbed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"file\"; filename=\"a.bin\"")]
    [InlineData("file; filename=a.bin; filename*=utf-8''a.bin")]
    public void A_secret_in_a_file_is_taken_out_of_it(string name)
    {
        byte[] before = [.. Encoding.UTF8.GetBytes($"--x\r\nContent-Disposition: form-data; name={name}\r\nContent-Type: application/octet-stream\r\n\r\n"), 0, 0xFF, 1];
        byte[] after = [2, 0xFE, 0, .. "\r\n--x--\r\n"u8];

        byte[] scrubbed = BodyOf("multipart/form-data; boundary=x", [.. before, .. "ghp_abcdefghijklmnopqrstuvwxyz0123456789"u8, .. after]);

        Assert.Equal([.. before, .. Encoding.UTF8.GetBytes(new SecretTokens(new byte[32]).Of(SecretKind.Credential, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")), .. after], scrubbed);
    }

    [Fact]
    public void A_token_with_half_of_a_character_in_it_is_taken_out_like_any_other()
    {
        IncidentEvent response = Request("application/json", RecordedBody.FromBytes("""{"token":"\ud800abcdefghi","total":1}"""u8.ToArray())) with { Type = IncidentEventType.InboundResponse, Status = 200 };

        IncidentEvent scrubbed = _scrubber.Scrub(response);

        Assert.Matches("""^\{"token":"tok_[^"]+","total":1\}$""", Encoding.UTF8.GetString(scrubbed.Body.GetBytes().Span));
    }

    [Fact]
    public void Bytes_in_which_nothing_can_be_read_stay_as_they_are()
    {
        byte[] image = [0, .. RandomBytes(1024 * 1024)];

        Assert.Equal(image, BodyOf("image/png", image));
    }

    [Fact]
    public void Bytes_with_a_secret_in_them_are_left_out_as_a_whole()
    {
        byte[] message = [0, 18, .. "ghp_abcdefghijklmnopqrstuvwxyz0123456789"u8, 0, 1];

        IncidentEvent scrubbed = _scrubber.Scrub(Request("application/x-protobuf", RecordedBody.FromBytes(message)));

        Assert.True(scrubbed.Body is { IsRedacted: true, Size: 44 });
        Assert.True(scrubbed.Body.GetBytes().IsEmpty);
    }

    [Theory]
    [InlineData("""{"a":1,"password":"hunter2 and mo""", "hunter2 and mo")]
    [InlineData("""{"a":1,"note":"ghp_abcdefg""", "ghp_abcdefg")]
    [InlineData("""{"a":1,"note":"x eyJhbGciOi""", "eyJhbGciOi")]
    [InlineData("a=1\n-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN", "MIIEvQIBADAN")]
    public void Of_a_secret_that_was_cut_nothing_is_left(string beginning, string secret)
    {
        IncidentEvent scrubbed = _scrubber.Scrub(Request("application/json", RecordedBody.FromBytes(Encoding.UTF8.GetBytes(beginning), size: 5000, truncated: true)));

        string left = Encoding.UTF8.GetString(scrubbed.Body.GetBytes().Span);
        Assert.DoesNotContain(secret, left, StringComparison.Ordinal);
        Assert.StartsWith(beginning[..4], left, StringComparison.Ordinal);
        Assert.True(scrubbed.Body is { IsTruncated: true, Size: 5000 });
    }

    [Fact]
    public void A_body_that_was_cut_where_no_secret_is_stays_as_it_was()
    {
        byte[] beginning = [.. "{\"a\":1,\"note\":\"some wor"u8];

        IncidentEvent scrubbed = _scrubber.Scrub(Request("application/json", RecordedBody.FromBytes(beginning, size: 5000, truncated: true)));

        Assert.Equal(beginning, scrubbed.Body.GetBytes().ToArray());
    }

    [Theory]
    [InlineData("data: {\"delta\":{\"text\":\"the key is gh\"}}|data: {\"delta\":{\"text\":\"p_abcdefghijklmnopqr\"}}|data: {\"delta\":{\"text\":\"stuvwxyz0123456789 of ours\"}}", "data: {\"delta\":{\"text\":\"the key is TOKEN\"}}|data: {\"delta\":{\"text\":\"\"}}|data: {\"delta\":{\"text\":\" of ours\"}}")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"\\nghp_\"}}]}|data: {\"choices\":[{\"delta\":{\"content\":\"abcdefghijklmnopqrstuvwxyz\\u0030123456789\\n\"}}]}", "data: {\"choices\":[{\"delta\":{\"content\":\"\\nTOKEN\"}}]}|data: {\"choices\":[{\"delta\":{\"content\":\"\\n\"}}]}")]
    [InlineData("data: ghp_abcdefghijklmnopqr|data: stuvwxyz0123456789", "data: TOKEN|data: ")]
    [InlineData("data: {\"id\":\"ghp_abcdefghijklmnopqr\"}|data: {\"id\":\"stuvwxyz0123456789\"}", "data: {\"id\":\"ghp_abcdefghijklmnopqr\"}|data: {\"id\":\"stuvwxyz0123456789\"}")]
    [InlineData("data: {\"text\":\"ask ann@shop.de\"}|data: {\"text\":\"Thanks\"}", "data: {\"text\":\"ask MAIL\"}|data: {\"text\":\"Thanks\"}")]
    public void A_secret_that_comes_in_pieces_is_one(string events, string written)
    {
        string scrubbed = Encoding.UTF8.GetString(BodyOf("text/event-stream", Encoding.UTF8.GetBytes(events.Replace("|", "\n\n", StringComparison.Ordinal) + "\n\n")));

        var tokens = new SecretTokens(new byte[32]);
        written = written.Replace("TOKEN", tokens.Of(SecretKind.Credential, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"), StringComparison.Ordinal).Replace("MAIL", tokens.Of(SecretKind.Email, "ann@shop.de"), StringComparison.Ordinal);
        Assert.Equal(written.Replace("|", "\n\n", StringComparison.Ordinal) + "\n\n", scrubbed);
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private byte[] BodyOf(string type, byte[] body) => _scrubber.Scrub(Request(type, RecordedBody.FromBytes(body))).Body.GetBytes().ToArray();

    private static IncidentEvent Request(string type, RecordedBody body) => new()
    {
        Type = IncidentEventType.InboundRequest,
        Timestamp = IncidentTimestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Url = "/",
        Headers = HeaderMap.Of(("Content-Type", type)),
        Body = body,
    };
}
