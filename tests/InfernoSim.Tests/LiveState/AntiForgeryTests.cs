using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Tests.Replay;
using InfernoSim.Verdicts;
using static InfernoSim.Tests.Replay.FakeRequest;

namespace InfernoSim.Tests.LiveState;

public class AntiForgeryTests
{
    private const string Recorded = "CfDJ8Kx2mQ7vT1zR4bN9wY3uE6aP0sD5fG8hJ2kL";

    private const string HiddenField = """<form method="post"><input type="hidden" name="__RequestVerificationToken" value="(token)" /></form>""";

    private const string MetaTag = """<head><meta name="csrf-token" content="(token)"></head>""";

    // How the page has the token, and how the next request sends it; in a redacted header it is found by its name.
    [Theory]
    [InlineData(HiddenField, "__RequestVerificationToken=(token)&name=ada", "RequestVerificationToken", "")]
    [InlineData(MetaTag, "name=ada", "X-CSRF-Token", "[REDACTED:7f3a09c1b2d4]")]
    [InlineData(MetaTag, "name=ada", "X-CSRF-Token", "[REDACTED]")]
    [InlineData(HiddenField, "name=ada", "RequestVerificationToken", "(token)")]
    public async Task A_token_in_a_page_is_sent_as_the_service_gave_it_to_the_worker(string page, string form, string header, string sent)
    {
        static string With(string text, string token) => text.Replace("(token)", token, StringComparison.Ordinal);
        (string, string)[] fields = [("Host", "shop.test"), ("Content-Type", "application/x-www-form-urlencoded"), .. sent.Length == 0 ? Array.Empty<(string, string)>() : [(header, With(sent, Recorded))]];
        Incident incident = new IncidentBuilder()
            .Exchange("/form", With(page, Recorded), response: r => r with { Headers = HeaderMap.Of(("Content-Type", "text/html; charset=utf-8")) })
            .Exchange("/send", method: "POST", body: With(form, Recorded), headers: HeaderMap.Of(fields))
            .Build();
        var given = new ConcurrentDictionary<string, byte>();
        var service = new FakeService(async request =>
        {
            if (request.Path == "/form")
            {
                string token = $"CfDJ8{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Guid.NewGuid()}")))[..35]}";
                given[token] = 0;
                HttpResponseMessage answer = Answer(With(page, token));
                answer.Content.Headers.Remove("Content-Type");
                answer.Content.Headers.TryAddWithoutValidation("Content-Type", "text/html; charset=utf-8");
                return answer;
            }

            string body = await request.Message.Content!.ReadAsStringAsync();
            string came = request.Header(header) ?? body.Split('&')[0].Split('=')[^1];
            return Answer(status: given.TryRemove(came, out _) ? 200 : 400);
        });

        ReplaySummary summary = await service.ReplayAsync(incident);

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Empty(given);
    }
}
