using FluentValidation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace RefMon.Application.Pipeline;

/// <summary>Registers what handles requests: handlers, validators and behaviours, outermost first.</summary>
public static class PipelineRegistration
{
    /// <summary>Adds the mediator with the handlers and validators of this assembly.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TelemetryBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(AccessBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(CommandBehaviour<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        foreach (var type in typeof(PipelineRegistration).Assembly.GetTypes())
        {
            if (type.IsAbstract || type.IsGenericTypeDefinition)
                continue;
            foreach (var contract in type.GetInterfaces().Where(IsHandlerOrValidator))
                services.AddScoped(contract, type);
        }
        return services;
    }

    private static bool IsHandlerOrValidator(Type contract) =>
        contract.IsGenericType
        && (
            contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            || contract.GetGenericTypeDefinition() == typeof(IValidator<>)
        );
}
