using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;
using InfernoSim.Incidents;
using InfernoSim.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Compliance.Classification;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>What a service has classified by itself is a token in its incidents, without a rule.</summary>
public sealed class ClassifiedDataTests
{
    [Fact]
    public async Task Classified_members_and_parameters_are_tokens_and_what_is_not_stays()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(map: app =>
            app.MapPost("/patients/{ward}", (string ward, [Private] string referrer, Patient patient) => new Visit(ward, [patient], "due")));
        using HttpResponseMessage response = await desk.Client.PostAsJsonAsync("/patients/west?referrer=doctor-who&page=2", new Patient("Ann Lee", "flu") { Room = "12" });
        string passed = await response.Content.ReadAsStringAsync();

        Incident incident = await desk.FreezeAsync();

        RecordedExchange exchange = Assert.Single(incident.Exchanges);
        Assert.Contains("Ann Lee", passed, StringComparison.Ordinal);
        Assert.Matches("^/patients/west[?]referrer=tok_A1[0-9a-f]{18}&page=2$", exchange.Request.Url);
        Assert.Matches("""^\{"diagnosis":"tok_A1[0-9a-f]{18}","name":"tok_A1[0-9a-f]{18}","the-room":"12"\}$""", Text(exchange.Request.Body));
        Assert.Equal($$"""{"ward":"west","patients":[{{Text(exchange.Request.Body)}}],"note":"due"}""", Text(exchange.Response!.Body));
        Assert.Contains("token json: $..diagnosis; route: POST /patients/*", incident.Metadata!.Privacy!.Rules);
    }

    [Fact]
    public async Task A_stricter_rule_holds_before_a_classification()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(
            options => options.Privacy = PrivacyPolicy.Parse("drop json: $.diagnosis"), map: app => app.MapPost("/patients", (Patient patient) => Results.NoContent()));
        (await desk.Client.PostAsJsonAsync("/patients", new Patient("Ann Lee", "flu"))).Dispose();

        RecordedExchange exchange = Assert.Single((await desk.FreezeAsync()).Exchanges);

        Assert.Matches("""^\{"name":"tok_A1[0-9a-f]{18}","the-room":null\}$""", Text(exchange.Request.Body));
    }

    private static string Text(RecordedBody body) => Encoding.UTF8.GetString(body.GetBytes().Span);

    [AttributeUsage(AttributeTargets.All)]
    private sealed class PrivateAttribute() : DataClassificationAttribute(new DataClassification("Tests", "Private"));

    private sealed record Patient(string Name, [property: Private] string Diagnosis)
    {
        [Private]
        public string Name { get; init; } = Name;

        [JsonPropertyName("the-room")]
        [NoDataClassification]
        public string? Room { get; init; }
    }

    private sealed record Visit(string Ward, IReadOnlyList<Patient> Patients, string Note);
}
