using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>All text of an incident, whatever encoding is around it.</summary>
internal static class PlantedContent
{
    /// <summary>The text of each event.</summary>
    public static string[] Of(string folder) =>
    [
        .. IncidentFiles.In(folder).Where(file => file.EndsWith(".log", StringComparison.Ordinal)).SelectMany(file => IncidentReader.ReadEvents(Path.Combine(folder, file), new IncidentReadReport())).Select(e => string.Join(
            '\n',
            [
                e.Url, e.Error, Text(e.Headers), Text(e.ResponseHeaders), Text(e.ResponseTrailers), Text(e.Body, e.Headers), Text(e.ResponseBody, e.ResponseHeaders),
                Uri.UnescapeDataString(e.Url ?? ""), Uri.UnescapeDataString(Text(e.Body, e.Headers)),
                .. e.UnknownFields.Select(field => Encoding.UTF8.GetString(field.Value.Span)),
            ])),
    ];

    /// <summary>How often a text stands in another.</summary>
    public static int Count(string part, string text) => text.Split(part).Length - 1;

    private static string Text(HeaderMap headers) => string.Join('\n', headers.Select(field => $"{field.Key}: {string.Join(", ", field.Value)}"));

    private static string Text(RecordedBody body, HeaderMap headers) =>
        Encoding.UTF8.GetString(ContentDecoder.Decode(body.GetBytes(), BodyContent.Of(body, headers).ContentEncoding, out _).Span);
}
