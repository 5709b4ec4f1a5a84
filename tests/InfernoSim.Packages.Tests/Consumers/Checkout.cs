using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.Extensions.DependencyInjection;

[assembly: ServiceUnderTest<Program>]

namespace Shop.Tests;

[TestClass]
public class Checkout
{
    [Test, IncidentReplay("../incidents/checkout", Runs = 3, Fanout = 10)]
    public void Survives_the_november_incident(ReplaySummary summary)
    {
        if (summary.Outbound.Observed != 3 * 10 * 6)
        {
            throw new InvalidOperationException("The shop made " + summary.Outbound.Observed + " calls.");
        }
    }
}

public abstract class Broken(Action<Defects> defect) : IConfigureServiceUnderTest
{
    public void ConfigureServices(IServiceCollection services) => services.Configure(defect);

    [Test, IncidentReplay("../incidents/checkout", Runs = 2, Fanout = 2, Snapshot = false)]
    public void Is_noticed()
    {
    }
}

[TestClass, InheritsTests]
public class AnotherStatus() : Broken(shop => shop.AnswersAccepted = true);

[TestClass, InheritsTests]
public class AnotherBody() : Broken(shop => shop.PrintsAnotherNumber = true);

[TestClass, InheritsTests]
public class AMissingCall() : Broken(shop => shop.ForgetsThePayment = true);

[TestClass, InheritsTests]
public class ACallTwice() : Broken(shop => shop.AsksForThePriceTwice = true);

[TestClass, InheritsTests]
public class AChangedCall() : Broken(shop => shop.ChargesTooMuch = true);

[TestClass, InheritsTests]
public class ARandomAnswer() : Broken(shop => shop.PrintsARandomNumber = true);

// What one framework wants beside our attributes, and the others need not have.
#if !MSTEST
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TestClassAttribute : Attribute;
#endif

#if !TUNIT
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TestAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class InheritsTestsAttribute : Attribute;
#endif
