using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;

namespace InfernoSim.Tests.Noise;

/// <summary>Rules for fields of forms that may be files, and for documents of streams.</summary>
public sealed class PlaceNoiseTests
{
    private const string Events = "text/event-stream";
    private const string Lines = "application/x-ndjson";

    [Theory]
    [InlineData("form: nonce", "nonce=1|note=x", "nonce=2|note=x", true)]
    [InlineData("form: nonce", "nonce=1|note=x", "nonce=2|note=y", false)]
    [InlineData("form: nonce", "nonce=1|note=x", "note=x", false)]
    [InlineData("form: nonce; optional: true", "nonce=1|note=x", "note=x", true)]
    [InlineData("form: nonce; only: {digits:2}", "nonce=a-11|ö=ö", "nonce=a-22|ö=ö", true)]
    [InlineData("form: nonce; only: {digits:2}", "nonce=a-11", "nonce=b-22", false)]
    [InlineData("filename: report", "report:1.pdf=\0\u00FF", "report:2.pdf=\0\u00FF", true)]
    [InlineData("filename: report", "report:1.pdf=\0\u00FF", "report:2.pdf=\0\u00FE", false)]
    [InlineData("filename: report; only: {digits:1}", "report:a-1.pdf=x", "report:a-2.pdf=x", true)]
    [InlineData("form: report", "report:1.pdf=\0\u00FF", "report:1.pdf=\0\u00FE", true)]
    [InlineData("form: report", "report:1.pdf=\0\u00FF", "report:2.pdf=\0\u00FE", false)]
    public void A_field_of_a_form_is_ignored_by_its_name(string rule, string recorded, string came, bool isSame) => Assert.Equal(
        isSame,
        AreSame(rule, "multipart/form-data; boundary=x", Parts(recorded, "x"), "multipart/form-data; boundary=yy", Parts(came, "yy")));

    [Theory]
    [InlineData("form: nonce", true)]
    [InlineData("form: other", false)]
    public void A_field_behind_parts_inside_of_another_is_ignored_by_its_name(string rule, bool isSame)
    {
        static string Nested(string outer, string inner, string nonce) =>
            $"--{outer}\r\nContent-Disposition: form-data; name=files\r\nContent-Type: multipart/mixed; boundary={inner}\r\n\r\n"
            + $"--{inner}\r\nContent-Type: text/plain\r\n\r\nx\r\n--{inner}--\r\n"
            + $"--{outer}\r\nContent-Disposition: form-data; name=nonce\r\n\r\n{nonce}\r\n--{outer}--\r\n";

        Assert.Equal(isSame, AreSame(rule, "multipart/form-data; boundary=x", Nested("x", "in", "1"), "multipart/form-data; boundary=yy", Nested("yy", "within", "2")));
    }

    [Theory]
    [InlineData("json: $.id", Events, "data: {\"id\": 1, \"n\": 1}\n\ndata: [DONE]\n\n", "data: {\"id\": 2, \"n\": 1}\n\ndata: [DONE]\n\n", true)]
    [InlineData("json: $.id", Events, "data: {\"id\":1,\"n\":1}\n\n", "data: {\"id\":2,\"n\":2}\n\n", false)]
    [InlineData("json: $.id", Events, "data: {\"id\":1}\n\n", "data: {\"id\":2}\n\ndata: {\"id\":3}\n\n", false)]
    [InlineData("json: $.id", Events, "data: {\"id\":1}\n\n", "data: {\"id\":\"1\"}\n\n", false)]
    [InlineData("json: $.id; optional: true", Events, "data: {\"id\": 1, \"n\": 1}\n\n", "data: {\"n\": 1}\n\n", true)]
    [InlineData("json: $.id", Lines, "{\"id\":1}\n{\"id\":2}\n", "{\"id\":3}\n{\"id\":4}\n", true)]
    [InlineData("unordered: $.tags", Lines, "{\"tags\":[1,2]}\n", "{\"tags\":[2,1]}\n", true)]
    public void A_value_in_each_document_of_a_stream_is_ignored_by_its_path(string rule, string type, string recorded, string came, bool isSame) =>
        Assert.Equal(isSame, AreSame(rule, type, recorded, type, came));

    private static bool AreSame(string rule, string recordedType, string recorded, string cameType, string came)
    {
        NoiseFilter filter = NoiseFilter.Of([NoiseRule.Parse($"{rule}; dependency: shop.test")], NoiseFacts.None)!;
        IncidentEvent left = filter.Apply(
            new IncidentEvent
            {
                Type = IncidentEventType.OutboundCall,
                Timestamp = new IncidentTimestamp(0),
                Method = "POST",
                Url = "http://shop.test/in",
                Headers = HeaderMap.Of(("Content-Type", recordedType)),
                Body = RecordedBody.FromBytes(BytesOf(recorded)),
                Status = 200,
                ResponseCaptured = true,
            },
            OwnIds.None);
        DependencyRequest right = filter.Apply(
            new DependencyRequest { Method = "POST", Scheme = "http", Authority = "shop.test", PathAndQuery = "/in", Headers = HeaderMap.Of(("Content-Type", cameType)), Body = BytesOf(came) },
            OwnIds.None,
            NoiseContext.Unknown,
            new NoiseCount());
        return CallKey.OfRecorded(left, OwnIds.None, out _) == CallKey.Of(right, OwnIds.None);
    }

    private static byte[] BytesOf(string text) => text.Contains('\0', StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);

    // Of name=content or name:file=content, parted by |.
    private static string Parts(string parts, string boundary) => string.Concat(parts.Split('|').Select(part => part.Split('=', 2)).Select(part => (Name: part[0].Split(':'), Content: part[1])).Select(part =>
        $"--{boundary}\r\nContent-Disposition: form-data; name=\"{part.Name[0]}\"{(part.Name.Length > 1 ? $"; filename=\"{part.Name[1]}\"" : "")}\r\n\r\n{part.Content}\r\n")) + $"--{boundary}--\r\n";
}
